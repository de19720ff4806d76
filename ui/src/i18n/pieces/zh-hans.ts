import type { Translated } from '../catalog.ts'
import type { ja } from './ja.ts'

export const zhHans: Translated<typeof ja> = {
  close: '关闭',
  cancel: '取消',
  clear: '清除输入',
  again: '重新加载',
  required: '必填',
  optional: '选填',
  busy: '正在处理',
  dismiss: '关闭提示',
  sheetLarger: '展开列表',
  sheetSmaller: '缩小列表',
  sortBy: ({ name }) => `按${name}排序`,
  zoomIn: '放大地图',
  zoomOut: '缩小地图',
  locate: '显示当前位置',
  north: '正北朝上',
  mapKeys: '用方向键移动地图，用加号和减号缩放。',
  mapLabel: '地图',
  cluster: ({ n }) => `${n}处`,
}
