// What pages.t asks of a page or picture in the browser. Each function gives the faults that
// it finds, as texts.
"use strict";
const visible = element => element.getClientRects().length > 0 &&
	getComputedStyle(element).visibility === "visible";

// The rectangles of each piece of text that can be seen, with what it says.
const texts = () => {
	const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
	const found = [];

	while (walker.nextNode()) {
		const node = walker.currentNode, parent = node.parentElement;
		const range = document.createRange();

		if (!node.data.trim() || parent.closest("script, style, title") || !visible(parent))
			continue;
		range.selectNodeContents(node);
		for (const rect of range.getClientRects())
			if (rect.width && rect.height)
				found.push({ rect, parent, text: node.data.trim() });
	}
	return found;
};

// Two texts that share more than the edges of their lines.
const overlaps = () => {
	const all = texts().sort((a, b) => a.rect.top - b.rect.top), faults = [];

	all.forEach((a, i) => {
		for (let j = i + 1; j < all.length && all[j].rect.top < a.rect.bottom - 2; j++) {
			const b = all[j];

			if (a.rect.left < b.rect.right - 1 && b.rect.left < a.rect.right - 1 &&
			    !(a.parent.closest(".tools") ^ b.parent.closest(".tools")))
				faults.push(`${a.text} / ${b.text}`);
		}
	});
	return faults;
};

const inside = (inner, outer) =>
	inner.left >= outer.left - 1 && inner.right <= outer.right + 1 &&
	inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;

// Texts that leave their box, and boxes that leave theirs.
const escapes = () => {
	const faults = [];

	for (const { rect, parent, text } of texts()) {
		const box = parent.closest(".device, .head, div.break, .tools, header, footer, main, g:not(.doubt)");
		const edge = box && box.tagName === "g" ? box.querySelector(".box") : box;

		if (edge && rect.right > 0 && !parent.closest(".wide-table") && !inside(rect, edge.getBoundingClientRect()))
			faults.push(text);
	}
	for (const element of document.querySelectorAll(".box .box, .box .device")) {
		const box = element.parentElement.closest(".box");

		if (visible(element) && !inside(element.getBoundingClientRect(), box.getBoundingClientRect()))
			faults.push(element.textContent.trim());
	}
	return faults;
};

const numbers = colour => colour.match(/[\d.]+/g).map(Number);

// Relative luminance, as WCAG 2 defines it.
const luminance = colour => {
	const [r, g, b] = numbers(colour).map(value => value / 255).map(value =>
		value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const background = element => {
	for (; element; element = element.parentElement) {
		const colour = getComputedStyle(element).backgroundColor;

		if ((numbers(colour)[3] ?? 1) > 0)
			return colour;
	}
	return "rgb(255, 255, 255)";
};

// Texts that have less contrast than `least` with what is behind them.
const pale = least => {
	const faults = new Set();

	for (const { parent, text } of texts()) {
		const [a, b] = [luminance(getComputedStyle(parent).color), luminance(background(parent))];
		const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

		if (ratio < least)
			faults.add(`${ratio.toFixed(2)} ${parent.className}: ${text}`);
	}
	return [...faults];
};

// The devices that are shown though a search does not find them, as mates of one that it does.
const mates = () => [...document.querySelectorAll(".cards > .miss")].filter(visible)
	.map(device => device.querySelector(".title").textContent);

// The devices that a search leaves, by address.
const left = () => [...document.querySelectorAll(".device:not(.miss)")].filter(visible)
	.map(device => device.querySelector(".title").textContent);

// Texts that leave the cell, item or frame that they stand in.
const spills = () => texts().filter(({ rect, parent }) => {
	const box = parent.closest("td, th, li, summary, .verdict, nav, header");

	// Out of sight on purpose, or a table that scrolls within the page.
	return box && visible(box) && rect.right > 0 && !parent.closest(".wide-table") && !inside(rect, box.getBoundingClientRect());
}).map(({ text }) => text);

// The hosts that the table of a lab shows, in its order.
const shownHosts = () => [...document.querySelectorAll("#hosts tbody tr")].filter(visible)
	.map(row => row.cells[0].textContent);

// What a picture of devices says, part for part.
const drawn = within => [...document.querySelectorAll(`${within} :is(.device, .head, .break)`)]
	.map(element => element.textContent.replace(/\s+/g, ""));
