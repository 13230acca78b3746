// Runs inside the room's page before its own scripts: requests for a microphone or a camera go to the real browser, whose answers are held
// back until `allowAll`, as by a person who has not looked at the question yet.
{
  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  const held = [];
  const tracks = [];
  let count = 0;

  mediaDevices.getUserMedia = async (wanted) => {
    count += 1;
    await new Promise((resolve) => held.push(resolve));
    const stream = await getUserMedia(wanted);
    tracks.push(...stream.getTracks());
    return stream;
  };

  globalThis.heldDevices = {
    asked: () => count,
    live: () => tracks.filter(({ readyState }) => readyState === 'live').length,
    /** Lets the browser answer, and waits until it has. */
    async allowAll() {
      const wanted = count;
      for (const go of held.splice(0)) go();
      while (tracks.length < wanted) await new Promise((resolve) => setTimeout(resolve, 10));
      await new Promise((resolve) => setTimeout(resolve, 0));
    },
    /** What the browser does when a device is pulled out. */
    unplug() {
      for (const track of tracks) {
        track.stop();
        track.dispatchEvent(new Event('ended'));
      }
    },
  };
}
