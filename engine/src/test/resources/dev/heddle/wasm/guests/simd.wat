;; Needs 128-bit SIMD.
(module $simd
  (func (export "lane") (param i32) (result i32)
    (i32x4.extract_lane 0 (i32x4.splat (local.get 0)))))
