/** A value that follows its target without a jump in place or speed and without overshooting (critically damped). */
export class Spring {
  value = 0;
  #speed = 0;
  /** Per second; the larger, the sooner it is there: after 4 / rate seconds nine tenths of the way are done. */
  readonly #rate: number;

  constructor(rate: number) {
    this.#rate = rate;
  }

  step(target: number, elapsed: number): number {
    const away = this.value - target;
    const pull = this.#speed + this.#rate * away;
    const left = Math.exp(-this.#rate * elapsed);
    this.value = target + (away + pull * elapsed) * left;
    this.#speed = (this.#speed - this.#rate * pull * elapsed) * left;
    return this.value;
  }
}
