// @ts-check
/** The browser's own camera (浏览器摄像头), and pictures made of it; nothing of them is kept. */

/** Longest side of a picture that is sent: a code as large as a hand still has three dots a square. */
const LONGEST = 800;
const QUALITY = 0.85;

/**
 * Let the camera's picture run in a video element. Raises if there is no camera, or nobody allows it.
 * @param {HTMLVideoElement} video
 * @returns {Promise<() => void>} gives the camera back
 */
export async function openCamera(video) {
  const wanted = { audio: false, video: { facingMode: "environment", width: { ideal: 1280 } } };
  const stream = await navigator.mediaDevices.getUserMedia(wanted);
  video.srcObject = stream;
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  try {
    await video.play();
  } catch (error) {
    stop();
    throw error;
  }
  return stop;
}

/**
 * A JPEG of what is seen, at most 800 pixels long.
 * @param {CanvasImageSource} source
 * @param {number} width
 * @param {number} height
 * @returns {Promise<Blob | null>} null while there is nothing to see
 */
export function pictureOf(source, width, height) {
  if (!width || !height) return Promise.resolve(null);
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d")?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

/** A picture file as we send it; null if it is none. @param {Blob} file */
export async function pictureOfFile(file) {
  try {
    const image = await createImageBitmap(file);
    const picture = await pictureOf(image, image.width, image.height);
    image.close();
    return picture;
  } catch {
    return null;
  }
}
