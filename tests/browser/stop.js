// Returns what has the focus: its number among all elements, whether an outline shows it.
() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  return {
    number: [...document.querySelectorAll("*")].indexOf(element),
    isOutlined: outlineStyle !== "none" && parseFloat(outlineWidth) >= 1,
    html: element.outerHTML.slice(0, 100),
  };
}
