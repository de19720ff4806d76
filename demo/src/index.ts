export { writeDemo, type DemoFile, type DemoOptions } from './write-demo.ts'
export { createTown } from './town/town.ts'
export type * from './town/model.ts'
