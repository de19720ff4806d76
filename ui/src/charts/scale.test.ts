import assert from 'node:assert/strict'
import { test } from 'node:test'
import { axisSteps, shadeOf, valueSteps } from './scale.ts'

test('an axis has few round steps and reaches the largest value', () => {
  assert.deepEqual(
    [0, 1, 4, 7, 37, 120, 1001].map((largest) => axisSteps(largest)),
    [
      [0, 1],
      [0, 1],
      [0, 1, 2, 3, 4],
      [0, 2, 4, 6, 8],
      [0, 10, 20, 30, 40],
      [0, 50, 100, 150],
      [0, 500, 1000, 1500],
    ],
  )
})

test('shades follow the value, and nothing has none', () => {
  assert.deepEqual(
    [0, 1, 20, 21, 50, 80, 99, 100].map((value) => shadeOf(value, 100)),
    [0, 1, 1, 2, 3, 4, 5, 5],
  )
  assert.equal(shadeOf(3, 0), 0)
})

test('an axis of values lies round them in round steps, also below zero and for one value', () => {
  assert.deepEqual(valueSteps(21.5, 24.1), [21, 22, 23, 24, 25])
  assert.deepEqual(valueSteps(-3, 9), [-5, 0, 5, 10])
  assert.deepEqual(valueSteps(0.1, 0.3), [0.1, 0.15, 0.2, 0.25, 0.3])
  assert.deepEqual(valueSteps(5, 5), [5, 5.5])
})
