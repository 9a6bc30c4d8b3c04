// Has the page written in the given fonts (stylesheet variable -> base64), whatever is installed.
async (fonts) => {
  for (const [variable, coded] of Object.entries(fonts)) {
    const name = `measured${variable}`;
    const bytes = Uint8Array.from(atob(coded), (letter) => letter.charCodeAt(0));
    document.fonts.add(await new FontFace(name, bytes).load());
    document.documentElement.style.setProperty(variable, `"${name}"`);
  }
}
