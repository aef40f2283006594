;; Exports what initializes another module.
(module $reactor-relay
  (import "reactor" "_initialize" (func $initialize))
  (export "_initialize" (func $initialize)))
