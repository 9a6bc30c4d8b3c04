// Returns the faults of a page's layout, each as "kind: what and where".
() => {
  const SLACK = 1; // px: boxes that touch have edges between two pixels
  const INK = 0.2; // a line's box stands this share above and below its letters
  const MOST = 12; // faults told
  const faults = [];

  const style = (element) => getComputedStyle(element);
  const place = (element) => {
    const name = element.localName + (element.id ? `#${element.id}` : "");
    return [name, ...element.classList].join(".");
  };
  const told = (line) => `${JSON.stringify(line.text)} in <${place(line.parent)}>`;
  const isSeen = (element) =>
    element.checkVisibility({
      contentVisibilityAuto: true, opacityProperty: true, visibilityProperty: true,
    }) && !element.closest(".vh, .skip:not(:focus), style, script, title, desc");

  const isScrolled = (value) => value === "auto" || value === "scroll";

  // the part of a box that its ancestors show, and who hides the rest without a way to reach it
  const shown = (box, element) => {
    let { left, top, right, bottom } = box;
    let cutter = null;
    for (let a = element; a && a !== document.body; a = a.parentElement) {
      const { overflowX, overflowY, display } = style(a);
      if (display === "inline" && a.localName !== "svg") continue;
      const edge = a.getBoundingClientRect();
      if (overflowX !== "visible") {
        const isCut = left < edge.left - SLACK || right > edge.right + SLACK;
        if (isCut && !isScrolled(overflowX)) cutter ??= a;
        left = Math.max(left, edge.left);
        right = Math.min(right, edge.right);
      }
      if (overflowY !== "visible") {
        const isCut = top < edge.top - SLACK || bottom > edge.bottom + SLACK;
        if (isCut && !isScrolled(overflowY)) cutter ??= a;
        top = Math.max(top, edge.top);
        bottom = Math.min(bottom, edge.bottom);
      }
    }
    const isThere = right - left > SLACK && bottom - top > SLACK;
    return { box: isThere ? { left, top, right, bottom } : null, cutter };
  };

  // every line of text that is drawn, its box drawn in to the letters
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    if (!node.data.trim() || !isSeen(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      if (rect.width < SLACK || rect.height < SLACK) continue;
      const inset = INK * rect.height;
      const ink = {
        left: rect.left, right: rect.right, top: rect.top + inset, bottom: rect.bottom - inset,
      };
      const text = node.data.trim().replace(/\s+/g, " ").slice(0, 40);
      lines.push({ node, parent, text, ink, ...shown(ink, parent) });
    }
  }

  const overlap = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > SLACK &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > SLACK;

  const findScroll = () => {
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth)
      faults.push(`scroll: the page is ${root.scrollWidth} px wide in ${root.clientWidth}`);
  };

  const findOverlaps = () => {
    const drawn = lines.filter((line) => line.box);
    drawn.forEach((one, i) => {
      for (const other of drawn.slice(i + 1))
        if (one.node !== other.node && overlap(one.box, other.box))
          faults.push(`overlap: ${told(one)} and ${told(other)}`);
    });
  };

  const blockOf = (element) => {
    while (style(element).display === "inline") element = element.parentElement;
    return element;
  };

  const findCuts = () => {
    for (const line of lines) {
      if (line.cutter) faults.push(`cut: ${told(line)} by <${place(line.cutter)}>`);
      if (line.ink.left + scrollX < -SLACK) faults.push(`cut: ${told(line)} by the page's edge`);
      if (line.parent instanceof SVGElement) continue;
      const block = blockOf(line.parent);
      const edge = block.getBoundingClientRect();
      const isOut = line.ink.left < edge.left - SLACK || line.ink.right > edge.right + SLACK;
      // what a box scrolls it may hold beyond its edge
      if (isOut && !isScrolled(style(block).overflowX))
        faults.push(`cut: ${told(line)} sticks out of <${place(block)}>`);
    }
  };

  // what lies on a line of text, seen with the eyes of a pointer that moves along it
  const cover = ({ box, parent }) => {
    const y = (box.top + box.bottom) / 2;
    for (const share of [0.05, 0.25, 0.5, 0.75, 0.95]) {
      const top = document.elementFromPoint(box.left + share * (box.right - box.left), y);
      if (top && !top.contains(parent) && !parent.contains(top)) return top;
    }
    return null;
  };

  const findCovers = () => {
    const start = scrollY;
    for (const line of lines) {
      if (!line.box || style(line.parent).pointerEvents === "none") continue;
      const moved = scrollY - start;
      let { left, right, top, bottom } = line.box;
      if (top - moved < 0 || bottom - moved > innerHeight)
        scrollTo(0, start + top - innerHeight / 2);
      top -= scrollY - start;
      bottom -= scrollY - start;
      const covering = cover({ box: { left, right, top, bottom }, parent: line.parent });
      if (covering) faults.push(`covered: ${told(line)} by <${place(covering)}>`);
    }
    scrollTo(0, start);
  };

  const isBox = (element) => {
    const { display, position } = style(element);
    const isInFlow = position === "static" || position === "relative";
    const isBlock = element.localName === "svg" || !/^(inline|contents|table-)/.test(display);
    return isInFlow && isBlock && isSeen(element);
  };

  const findBoxes = () => {
    for (const parent of document.body.querySelectorAll(":not(svg, svg *)")) {
      const boxes = [...parent.children].filter(isBox);
      boxes.forEach((one, i) => {
        for (const other of boxes.slice(i + 1))
          if (overlap(one.getBoundingClientRect(), other.getBoundingClientRect()))
            faults.push(`overlap: the boxes <${place(one)}> and <${place(other)}>`);
      });
    }
  };

  for (const find of [findScroll, findOverlaps, findCuts, findCovers, findBoxes]) find();
  return faults.slice(0, MOST);
}
