// Work that is asked for more often than it can be seen.

const share = 4;

/**
 * Does the work in the next frame, once however often it was asked for meanwhile; what took long is done the less often, so that four fifths of
 * the time are left for what the reader does.
 */
export function paced(work: () => void): () => void {
  let isAsked = false, free = 0;
  const now = (): void => {
    isAsked = false;
    const began = performance.now();
    work();
    const ended = performance.now();
    free = ended + share * (ended - began);
  };
  return () => {
    if (isAsked)
      return;
    isAsked = true;
    const wait = free - performance.now();
    if (wait > 0)
      setTimeout(() => requestAnimationFrame(now), wait);
    else
      requestAnimationFrame(now);
  };
}
