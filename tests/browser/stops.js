// Returns the elements that keys must reach, each by its number among all elements.
() => {
  const scrolls = (element) => {
    const { overflowX, overflowY } = getComputedStyle(element);
    const isHeld = (value) => value === "auto" || value === "scroll";
    return (
      (isHeld(overflowX) && element.scrollWidth > element.clientWidth) ||
      (isHeld(overflowY) && element.scrollHeight > element.clientHeight)
    );
  };
  return [...document.querySelectorAll("*")].flatMap((element, number) => {
    const isStop = element.matches("a[href], summary, [tabindex='0']") || scrolls(element);
    return isStop && element.checkVisibility() ? [number] : [];
  });
}
