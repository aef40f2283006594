;; Needs stack switching, and what another module exports.
(module $switching-importer
  (type $task (func))
  (type $continuation (cont $task))
  (import "victim" "nothing" (func)))
