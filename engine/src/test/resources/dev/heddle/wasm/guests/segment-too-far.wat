;; Its data segment does not fit into its memory.
(module $segment-too-far
  (memory 1)
  (data (i32.const 65530) "too long for it"))
