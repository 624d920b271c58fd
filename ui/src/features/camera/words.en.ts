export const en = {
  camera: {
    title: "Camera",
    how: "Hold the QR code inside the frame: on paper, or on another screen.",
    picture: "What the camera sees",
    looking: "Looking for a QR code…",
    starting: "Switching the camera on…",
    which: "Which camera",
    number: "Camera {{number}}",
    torch: "Light",
    other: "Choose another way",
    denied:
      "Segl may not use the camera. Allow it in the privacy settings of the computer and try again, or choose another way.",
    busy: "The camera does not answer. Close other programs that use it and try again, or choose another way.",
    missing: "No camera was found. Connect one and try again, or choose another way.",
    lost: "The camera stopped. Connect it again and try again, or choose another way.",
    black: "The picture is black. Take the cover off the camera, or make more light.",
    next: "Use the next camera",
    movedLost: "The camera stopped. Segl now uses the next one.",
    movedBusy: "The camera gave no picture. Segl now uses the next one.",
    there: "A camera is connected now. Try again to use it.",
    away: "The camera was switched off because nobody was there. Try again when you are ready.",
  },
} as const;
