------------------------- MODULE PvTlbFlushSymmetric -------------------------
(***************************************************************************)
(* PvTlbFlush up to exchanges: CPUs and frames have no order, and nothing in*)
(* Init or Next names one of them.  For safety only: liveness under        *)
(* symmetry is unsound in TLC.                                             *)
(***************************************************************************)
EXTENDS PvTlbFlush, TLC

Symmetry == Permutations(Vcpu) \cup Permutations(Pcpu) \cup Permutations(Frame)
==============================================================================
