"""The description a new package begins with; it is right as it stands, but for the files it names."""

TEMPLATE = """\
# 字段说明 / reference: docs/algorithm-yaml.md
# yaml-language-server: $schema=https://PLATFORM/api/v1/packages/schema
format: 1
id: my_algorithm                 # 小写字母、数字、下划线，此后不变 / never changes
version: 0.1.0                   # 语义化版本，每个号只用一次 / every number is used once
vendor:
  id: my_company
  name: {zh: 我的公司, en: My Company}
title: {zh: 算法名称, en: What it is called}
summary:
  zh: 一两句话说明算法发现什么、适用什么场景。
  en: What it finds, and where, in a sentence or two.
license:
  code: Apache-2.0
  weights: Apache-2.0            # 权重文件的许可 / of the model file

stages:
  - kind: model
    file: model.onnx             # 权重须在文件内 / weights inside the file
    input:
      width: 640
      height: 640
      color: rgb
      layout: nchw
      dtype: float32
      scale: 0.00392156862745098 # 1/255；之后 (x - mean) / std / then (x - mean) / std
      mean: [0, 0, 0]
      std: [1, 1, 1]
      fill: 114                  # 等比缩放后补边的灰度 / grey beside the letterboxed picture
    decoder:
      kind: yolo_v8
      labels: [thing]
      iou: 0.5
      score_floor: 0.1

events:
  - event_type: my_algorithm.thing
    labels: [thing]
    title: {zh: 发现某物, en: A thing was found}
    severity: minor
    threshold: 0.5
    rule: {k: 2, n: 3, cooldown_s: 60, end_after_s: 30}

look: {interval_s: 5}
batch_max: 1                     # 模型支持动态批次时可增大 / more where the batch is dynamic
resources: {memory_mb: 300, cpu_ms: 100, grade: medium}
accuracy_loss: 0.01              # 提速时允许下降的 image_auc / how much of its image AUC speed may cost
camera:
  height_m: [3, 8]
  pitch_deg: [15, 60]
  min_object_px: 24
  night: false
privacy: {faces: false, plates: false}
samples:
  - {picture: samples/one.jpg, expected: samples/one.json}
contact: support@example.com
provenance:
  base_model: YOLOv8n
  base_license: AGPL-3.0
  datasets:
    - our own pictures
  trained_at: "2026-01-31"
reported:                        # 厂商自测，可省略 / what you have measured yourself; may be left out
  - event_type: my_algorithm.thing
    figure: image_auc
    value: 0.9
    data: 500 pictures of our own
"""
