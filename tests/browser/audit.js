// What a page lacks for those who see little or use a keyboard: texts without contrast (WCAG 2.2 AA), controls without a
// name, ids that occur twice. Hidden and disabled parts do not count.
() => {
  const numbers = (colour) => {
    const [r, g, b, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
    return colour.startsWith("color(srgb") ? [r * 255, g * 255, b * 255, alpha] : [r, g, b, alpha];
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const light = (colour) => {
    const [r, g, b] = colour.map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const layers = [];
    for (let node = element; node; node = node.parentElement) {
      const style = getComputedStyle(node);
      if (numbers(style.backgroundColor)[3] > 0) layers.push(numbers(style.backgroundColor));
      const gradient = node.classList.contains("chat") && style.backgroundImage.match(/rgb\([^)]*\)/);
      if (gradient) layers.push(numbers(gradient[0]));
      if (layers.at(-1)?.[3] === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
  };

  const faults = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const words = texts.currentNode.data.trim();
    if (!words || !element.checkVisibility() || element.closest(".for-ears, .skip, noscript, :disabled")) continue;
    const style = getComputedStyle(element);
    const back = behind(element);
    const [dark, bright] = [light(over(numbers(style.color), back)), light(back)].sort((a, b) => a - b);
    const ratio = (bright + 0.05) / (dark + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) faults.push(`contrast ${ratio.toFixed(2)}: ${words.slice(0, 20)}`);
  }
  for (const control of document.querySelectorAll("button, a, input, textarea, [role=button], [role=option]")) {
    const named = control.getAttribute("aria-label") || control.innerText?.trim() || control.labels?.length;
    if (control.checkVisibility() && !named) faults.push(`no name: ${control.outerHTML.slice(0, 80)}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
  for (const id of ids.filter((one, at) => ids.indexOf(one) !== at)) faults.push(`id twice: ${id}`);
  return faults;
}
