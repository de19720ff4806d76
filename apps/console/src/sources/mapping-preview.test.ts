import assert from 'node:assert/strict'
import { test } from 'node:test'
import { previewRows } from './mapping-preview.ts'

test('the first rows are read as the mapping says, and what is wrong with a row is named', () => {
  const rows = [
    { 店名: 'まるや', 緯度: '３５．４４', 経度: '139.64' },
    { 店名: ' ', 緯度: '35.44', 経度: '139.64' },
    { 店名: 'かど', 緯度: '', 経度: '139.64' },
    { 店名: 'さかさま', 緯度: '139.64', 経度: '35.44' },
  ]
  assert.deepEqual(previewRows(rows, { columns: { 店名: 'name', 緯度: 'lat', 経度: 'lon' }, defaultCategory: 'cafe' }), [
    { row: 1, name: 'まるや', category: 'cafe', position: '35.44000, 139.64000' },
    { row: 2, category: 'cafe', position: '35.44000, 139.64000', problem: 'previewNoName' },
    { row: 3, name: 'かど', category: 'cafe', problem: 'previewNoPosition' },
    { row: 4, name: 'さかさま', category: 'cafe', position: '139.64000, 35.44000', problem: 'previewOutside' },
  ])
})
