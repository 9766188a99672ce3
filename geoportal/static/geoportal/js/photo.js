// Makes a photo smaller before it is sent: a long side of 1600 px as JPEG. Where the device cannot, the file goes as it is.
// <input type="file" data-shrink> ... <p role="status" data-shrunk="{from} -> {to}" data-unread="...">

const SIDE = 1600;
const QUALITY = 0.82;
const ENOUGH = 400_000; // bytes; a smaller file is sent as it is

const size = (bytes) =>
  bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} MB`;

async function smaller(file) {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, SIDE / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (!blob) throw new Error("the canvas gave nothing");
  return new File([blob], "foto.jpg", { type: "image/jpeg" });
}

async function shrink(input, said) {
  const [file] = input.files;
  said.textContent = "";
  if (!file || file.size < ENOUGH) return;
  try {
    const small = await smaller(file);
    if (input.files[0] !== file || small.size >= file.size) return;
    const given = new DataTransfer();
    given.items.add(small);
    input.files = given.files;
    said.textContent = said.dataset.shrunk.replace("{from}", size(file.size)).replace("{to}", size(small.size));
  } catch {
    said.textContent = said.dataset.unread;
  }
}

document.querySelectorAll("input[data-shrink]").forEach((input) => {
  const said = input.form.querySelector("[data-shrunk]");
  let work = Promise.resolve();
  const start = () => (work = shrink(input, said));
  input.addEventListener("change", start);
  // On a slow link a photo may be chosen before this script is here.
  if (input.files.length) start();
  // draft.js asks before it sends.
  input.form.photoReady = () => work;
});
