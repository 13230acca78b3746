// Runs inside the room's page before its own scripts: a speech recognition that hears what `say` tells it, as the browser's own would
// hear a voice. Stopping takes a moment, as there.
globalThis.SpeechRecognition = class ScriptedRecognition extends EventTarget {
  static running = new Set();

  static say(text, isFinal) {
    for (const recognition of ScriptedRecognition.running) {
      const results = [Object.assign([{ transcript: text }], { isFinal })];
      recognition.dispatchEvent(Object.assign(new Event('result'), { results, resultIndex: 0 }));
    }
  }

  start() {
    ScriptedRecognition.running.add(this);
  }

  stop() {
    setTimeout(() => {
      ScriptedRecognition.running.delete(this);
      this.dispatchEvent(new Event('end'));
    }, 1000);
  }

  abort() {
    ScriptedRecognition.running.delete(this);
  }
};
