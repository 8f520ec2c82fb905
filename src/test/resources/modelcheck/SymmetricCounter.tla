-------------------------- MODULE SymmetricCounter --------------------------
(* Counter, in which nobody can tell one cell from another. *)
EXTENDS Counter, TLC
Cells == Permutations(Cell)
=============================================================================
