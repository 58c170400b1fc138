// The search of the page that `labscan topology` prints. Each word has to be found in what
// is known of a device; "group 5" means that group and not group 55.
"use strict";
(() => {
	const form = document.getElementById("form");
	const input = document.getElementById("search");
	const found = document.getElementById("found");
	const boxes = [...document.querySelectorAll(".box, .boxes, .cards")];
	const devices = [...document.querySelectorAll(".device")].map(element => (
		{ element, words: ` ${element.dataset.words.toLowerCase()} ` }));

	const search = () => {
		const wanted = input.value.toLowerCase()
			.replace(/\b(group|unit)\s+(?=\S)/g, "$1=").split(/\s+/).filter(Boolean);
		let n = 0;

		for (const { element, words } of devices) {
			const hit = wanted.every(word =>
				words.includes(word.includes("=") ? ` ${word} ` : word));

			element.classList.toggle("miss", !hit);
			n += hit;
		}
		for (const box of boxes)
			box.classList.toggle("empty", wanted.length > 0 &&
				!box.querySelector(".device:not(.miss)"));
		found.value = wanted.length ? `${n} of ${devices.length}` : "";
	};

	form.hidden = false;
	form.addEventListener("submit", event => event.preventDefault());
	input.addEventListener("input", search);
	search();
})();
