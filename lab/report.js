// The lab's page: filters and sorts its table, and draws what is known of a host from the
// pool (lab/pool.h). What stands where in a record is lab/report_record.c's.
"use strict";
(() => {
	const $ = id => document.getElementById(id);
	const read = id => JSON.parse($(id).textContent);
	const views = ["fleet", "findings", "changes", "host"].map($).filter(Boolean);
	const body = $("hosts").tBodies[0];
	const rows = [...body.rows];
	const names = rows.map(row => row.cells[0].textContent);
	const rowOf = new Map(names.map((name, i) => [name, i]));
	const collator = new Intl.Collator("en", { numeric: true });

	// Read when it is needed first: the table alone is there at once.
	const lazy = make => {
		let made;
		return () => made = made ?? make();
	};
	const pool = lazy(() => read("pool"));
	const records = lazy(() => read("records"));
	const lower = lazy(() => pool().map(node => typeof node === "string" ? node.toLowerCase() : ""));
	const value = number => {
		const node = pool()[number];
		return typeof node === "string" ? node : node.map(value);
	};

	// ---- which rows are shown ----

	// A browser takes its time for thousands of rows: those that fill a screen come at once,
	// the others when nobody types.
	const AT_ONCE = 100, PAUSE = 100;
	let order = rows, missed = new Set(), waiting = [], timer;

	const unhide = n => {
		for (const row of waiting.splice(0, n))
			row.hidden = false;
		if (waiting.length)
			timer = setTimeout(unhide, PAUSE, AT_ONCE);
	};
	const arrange = () => {
		const all = order.filter(row => !missed.has(row)), first = new Set(all.slice(0, AT_ONCE));

		clearTimeout(timer);
		for (const row of rows)
			if (row.hidden === first.has(row))
				row.hidden = !row.hidden;
		waiting = all.slice(AT_ONCE);
		timer = setTimeout(unhide, PAUSE, AT_ONCE);
	};

	// ---- the filter ----

	// Which nodes of the pool have a word, in a pass over all of it: what is in a list comes
	// before it. "state=off" has to be the whole text.
	const hits = word => {
		const nodes = pool(), texts = lower(), exact = word.includes("=");
		const found = new Uint8Array(nodes.length);

		for (let i = 0; i < nodes.length; i++) {
			const node = nodes[i];

			if (typeof node === "string")
				found[i] = exact ? texts[i] === word : texts[i].includes(word);
			else
				for (let j = 0; j < node.length && !found[i]; j++)
					found[i] = found[node[j]];
		}
		return found;
	};

	const filter = () => {
		const words = $("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
		const found = words.map(hits);

		missed = new Set(words.length ? rows.filter((row, i) =>
			!found.every(has => has[pool()[records()[i]][0]])) : []);
		arrange();
		const n = rows.length - missed.size;

		$("shown").value = words.length ? `${n} of ${rows.length}` : "";
		$("none").hidden = n > 0 || !rows.length;
	};

	const typed = () => {
		const words = $("filter").value.trim();

		filter();
		history.replaceState(null, "", words ? `#fleet/${encodeURIComponent(words)}` : "#fleet");
	};

	// ---- sorting ----

	const sort = heading => {
		const down = heading.ariaSort === "ascending", column = heading.cellIndex;
		const keys = new Map(rows.map(row => {
			const cell = row.cells[column];
			return [row, cell.dataset.sort ?? cell.textContent];
		}));

		for (const other of heading.parentElement.cells)
			other.removeAttribute("aria-sort");
		heading.ariaSort = down ? "descending" : "ascending";
		// What is not told comes last, whichever way.
		order = [...rows].sort((a, b) => {
			const [left, right] = [keys.get(a), keys.get(b)];

			return (left === "") - (right === "") ||
				collator.compare(left, right) * (down ? -1 : 1);
		});
		arrange();
		body.append(...order);
	};

	// ---- one host ----

	const make = (tag, attributes, ...children) => {
		const element = document.createElement(tag);

		for (const [name, text] of Object.entries(attributes ?? {}))
			element.setAttribute(name, text);
		element.append(...children.filter(child => child !== null && child !== ""));
		return element;
	};
	const span = (name, text) => text ? make("span", { class: name }, text) : null;

	const evidence = list => list.length ?
		make("ul", { class: "evidence" }, ...list.map(([path, offset, text, error]) =>
			make("li", null, make("span", { class: "path" }, path, offset ? ` at ${offset}` : ""), ": ",
				error ? `could not be read, ${error}` : text))) : null;

	const advice = (remedy, add, remove) => {
		const texts = [add && `add ${add} to the kernel's command line`,
			remove && `remove ${remove} from the kernel's command line`].filter(Boolean);
		const text = texts.join("; ") || remedy;

		return text ? make("p", null, make("b", null, "What to do: "), text) : null;
	};

	const verdict = (name, told) => {
		if (!told.length)
			return null;
		const [[state, explanation, remedy, add, remove], seen] = told;

		return make("div", { class: "verdict" },
			make("p", { class: "line" }, make("b", null, name, " ", span(`is-${state}`, state)), ": ", explanation),
			evidence(seen), advice(remedy, add, remove));
	};

	const finding = ([[severity, outcome, id, explanation, remedy, more], seen]) =>
		make("div", { class: "verdict" },
			make("p", null, span(`is-${outcome === "fail" ? severity : "unknown"}`,
				outcome === "fail" ? severity : "could not be checked"), ` ${id}: ${explanation}`),
			evidence(seen), more && more !== "0" ? make("p", null, `and ${more} more`) : null, advice(remedy));

	const section = (title, ...children) => {
		const parts = children.filter(Boolean);
		return parts.length ? [make("h3", null, title), ...parts] : [];
	};

	// A value that is long is folded.
	const LONG = 200;
	const folded = text => text.length <= LONG ? text :
		make("details", null, make("summary", null, `${text.slice(0, LONG / 4)}…`), text);

	const facts = told => [...new Set(told.map(([title]) => title))].map(title =>
		make("div", null, make("h3", null, title), make("table", { class: "facts-table" }, make("tbody", null,
			...told.filter(fact => fact[0] === title).map(([, name, text, source, error]) =>
				make("tr", null, make("th", { scope: "row" }, name),
					make("td", null, error ? span("is-unknown", `could not be read, ${error}`) : folded(text)),
					make("td", { class: "path" }, source)))))));

	const lists = told => told.flatMap(([title, error, headings, ...cells]) =>
		section(title, error ? make("p", null, span("is-unknown", `could not be read, ${error}`)) :
			make("div", { class: "wide-table", tabindex: 0, role: "region", "aria-label": title },
				make("table", { class: "list-table" },
					make("thead", null, make("tr", null, ...headings.map(text => make("th", { scope: "col" }, text)))),
					make("tbody", null, ...cells.map(row => make("tr", null, ...row.map(text => make("td", null, text)))))))));

	// ---- its devices, as output/topology_html.c draws them ----

	const mark = (id, label) => {
		const SVG = "http://www.w3.org/2000/svg";
		const svg = document.createElementNS(SVG, "svg"), use = document.createElementNS(SVG, "use");

		use.setAttribute("href", `#mark-${id}`);
		svg.setAttribute("class", "mark");
		svg.setAttribute("role", "img");
		svg.setAttribute("aria-label", label);
		svg.append(use);
		return svg;
	};

	const notes = (told, breaks) => told.length + breaks.length ? make("dl", { class: "facts" },
		...told.flatMap(([head, text]) =>
			[make("dt", { class: head }, head), make("dd", { class: "fact" }, text)]),
		...breaks.flatMap(([head, , text]) =>
			[make("dt", { class: "joined" }, head), make("dd", { class: "fact" }, text)])) : null;

	const breakLine = frame => told => make("div",
		{ class: told[3] ? "break" : "break doubt", ...(frame && { tabindex: 0 }) },
		mark("break", "isolation ends here"), span("reason", told[0]), span("missing", told[1]),
		frame ? notes([], [told]) : null);

	const device = ([frame, state, title, label, name, use, why, breaks, told]) => {
		const own = frame ? [] : breaks;
		const article = make("article", { class: `device ${state}`, tabindex: 0 },
			make("p", { class: "top" }, mark(state, state), make("b", { class: "title" }, title), span("label", label)),
			name ? make("p", { class: "name" }, name) : null, use ? make("p", { class: "use" }, use) : null,
			why ? make("p", { class: "reason" }, why) : null, ...own.map(breakLine(false)), notes(told, own));

		return frame ? [article, ...breaks.map(breakLine(true))] : [article];
	};

	const head = ([frame, , title, label, , , , breaks, told, inside]) => [
		make("div", { class: "head", ...(told.length && { tabindex: 0 }) },
			make(frame === "unit" ? "h4" : "h5", { class: "title" }, title), span("label", label), notes(told, [])),
		...breaks.map(breakLine(true)),
		inside.length ? null : make("p", { class: "nothing" }, "no PCI device is behind it"),
	];

	const box = told => {
		const [frame, state] = told, parts = state ? device(told) : head(told);

		return frame ? make("section", { class: `box ${frame}` }, ...parts, ...boxes(told[9])) : parts[0];
	};

	// Devices side by side, then frames: each run in a line of its own.
	const boxes = inside => {
		const runs = [];

		for (const told of inside) {
			if (!runs.length || runs.at(-1).frames !== !!told[0])
				runs.push({ frames: !!told[0], all: [] });
			runs.at(-1).all.push(box(told));
		}
		return runs.map(run => make("div", { class: run.frames ? "boxes" : "cards" }, ...run.all));
	};

	const show = name => {
		const i = rowOf.get(name);
		const title = make("h2", { id: "host-title", tabindex: -1 }, name);
		const line = make("div", { class: "title-line" }, title,
			make("a", { class: "to-fleet", href: "#fleet" }, "All hosts"));

		if (i === undefined) {
			$("host").replaceChildren(line, make("p", null, "There is no such host here."));
			return title;
		}
		const [, iommu, interrupts, options, findings, told, tables, devices, changes, before] = value(records()[i]);
		const cells = [...rows[i].cells].map(cell => cell.textContent);

		line.insertBefore(span("soft", `${cells[3]} · scanned ${cells.at(-1)}`), line.lastChild);
		$("host").replaceChildren(line,
			...[verdict("IOMMU", iommu), verdict("Interrupt remapping", interrupts)].filter(Boolean),
			...section("Findings", ...findings.map(finding)),
			...section(`Changes since ${before}`, changes.length ?
				make("ul", { class: "evidence" }, ...changes.map(text => make("li", null, text))) :
				before ? make("p", { class: "soft" }, "Nothing changed.") : null),
			...section("Options on the kernel's command line", options.length ?
				make("ul", { class: "evidence" }, ...options.map(([option, text]) =>
					make("li", null, make("span", { class: "path" }, option), `: ${text}`))) : null),
			make("div", { class: "columns" }, ...facts(told)), ...lists(tables),
			...section("Devices and groups", ...boxes(devices)));
		return title;
	};

	// ---- views ----

	let last = null;   // the host that was looked at

	// People cut addresses short: "%2" means nothing.
	const decoded = text => {
		try {
			return decodeURIComponent(text);
		} catch {
			return text;
		}
	};

	const route = () => {
		const [name, ...rest] = location.hash.slice(1).split("/");
		const words = decoded(rest.join("/"));
		const view = views.find(element => element.id === name) ?? $("fleet");
		const title = view === $("host") ? show(words) : null;

		for (const other of views)
			other.hidden = other !== view;
		for (const link of document.querySelectorAll("nav a"))
			if (link.hash === `#${view.id}`)
				link.setAttribute("aria-current", "page");
			else
				link.removeAttribute("aria-current");
		if (view === $("fleet") && $("filter").value.trim() !== words && (words || !last)) {
			$("filter").value = words;
			filter();
		}
		document.title = title ? `${words}: Lab` : "Lab";
		window.scrollTo(0, 0);
		title?.focus();
		if (view === $("fleet") && last !== null) {
			unhide(waiting.length);
			rows[rowOf.get(last)]?.cells[0].firstChild.focus();
			rows[rowOf.get(last)]?.scrollIntoView({ block: "center" });
		}
		last = view === $("host") ? words : null;
	};

	// Up and down go from host to host, "/" to the filter, Escape back.
	const step = (from, way) => {
		let row = from;

		unhide(waiting.length);
		do
			row = way > 0 ? row.nextElementSibling : row.previousElementSibling;
		while (row?.hidden);
		(row ? row.cells[0].firstChild : $("filter")).focus();
	};

	const key = event => {
		const row = event.target.closest("#hosts tbody tr"), way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		const typing = event.target === $("filter");

		if (event.ctrlKey || event.altKey || event.metaKey)
			return;
		if (event.key === "/" && !typing && !$("fleet").hidden)
			$("filter").focus();
		else if (event.key === "Escape" && !$("host").hidden)
			location.hash = $("filter").value.trim() ? `#fleet/${encodeURIComponent($("filter").value.trim())}` : "#fleet";
		else if (way && row)
			step(row, way);
		else if (way > 0 && typing)
			body.querySelector("tr:not([hidden]) a")?.focus();
		else
			return;
		event.preventDefault();
	};

	arrange();
	$("search-form").hidden = false;
	$("search-form").addEventListener("submit", event => event.preventDefault());
	$("filter").addEventListener("input", typed);
	$("hosts").tHead.addEventListener("click", event => {
		if (event.target.closest("button"))
			sort(event.target.closest("th"));
	});
	document.addEventListener("keydown", key);
	window.addEventListener("hashchange", route);
	window.addEventListener("beforeprint", () => unhide(waiting.length));
	route();
})();
