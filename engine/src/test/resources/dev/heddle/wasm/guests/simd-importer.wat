;; Needs 128-bit SIMD, and what another module exports.
(module $simd-importer
  (import "victim" "nothing" (func))
  (func (drop (v128.const i64x2 0 0))))
