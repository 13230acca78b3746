/** A point or direction: x to the right, y down, z away from the viewer; pixels of the frame. */
export interface Vector {
  x: number;
  y: number;
  z: number;
}

export const minus = (a: Vector, b: Vector): Vector => ({ x: a.x - b.x, y: a.y - b.y, z: a.z - b.z });
/** `a` and `share` of `b`. */
export const plus = (a: Vector, b: Vector, share = 1): Vector => ({
  x: a.x + share * b.x,
  y: a.y + share * b.y,
  z: a.z + share * b.z,
});
export const dot = (a: Vector, b: Vector): number => a.x * b.x + a.y * b.y + a.z * b.z;
export const cross = (a: Vector, b: Vector): Vector => ({
  x: a.y * b.z - a.z * b.y,
  y: a.z * b.x - a.x * b.z,
  z: a.x * b.y - a.y * b.x,
});
export const lengthOf = (a: Vector): number => Math.sqrt(dot(a, a));
export const scaled = (a: Vector, share: number): Vector => ({
  x: a.x * share,
  y: a.y * share,
  z: a.z * share,
});
export const unit = (a: Vector): Vector => scaled(a, 1 / lengthOf(a));
export const middle = (a: Vector, b: Vector): Vector => scaled(plus(a, b), 0.5);
