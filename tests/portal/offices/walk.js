() => {
    const contrast = (a, b) => {
        const light = (colour) => {
            const [r, g, b] = colour.match(/[\d.]+/g).map(Number).map((v) => v / 255)
                .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const [x, y] = [light(a), light(b)];
        return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
    };
    const ground = (it) => {
        for (let at = it.parentElement; at; at = at.parentElement) {
            const colour = getComputedStyle(at).backgroundColor;
            if (!/, 0\)$|transparent/.test(colour)) return colour;
        }
        return "rgb(255, 255, 255)";
    };
    const name = (it) => `${it.localName}${it.id ? "#" + it.id : ""} ${(it.innerText ?? it.value ?? "").trim().slice(0, 40)}`;
    const there = (it) => it.checkVisibility({checkVisibilityCSS: true}) && !(it.closest("details:not([open])") && it.localName !== "summary");
    const group = (it) => it.type !== "radio" || it.checked
        || !document.querySelector(`input[name="${it.name}"]:checked`) && it === document.querySelector(`input[name="${it.name}"]`);
    const can = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")]
        .filter((it) => it.tabIndex >= 0 && !it.disabled && there(it) && group(it));
    document.addEventListener("focusin", ({target: it}) => {
        const ring = getComputedStyle(it);
        const box = it.getBoundingClientRect();
        seen.stops.push({name: name(it), at: can.indexOf(it), style: ring.outlineStyle, width: parseFloat(ring.outlineWidth),
                         contrast: contrast(ring.outlineColor, ground(it)), size: box.width * box.height});
    });
    // Where the page has put the focus itself (what is wrong in a form), one goes on from there.
    const here = document.activeElement;
    const from = here === document.body ? 0 : can.findIndex((it) => here.compareDocumentPosition(it) & Node.DOCUMENT_POSITION_FOLLOWING);
    return {names: can.map(name), from};
}
