/** An HTTP answer that refuses a request, thrown where the cause is known. `message` says what was wrong and what was expected. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
