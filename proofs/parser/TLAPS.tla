------------------------------- MODULE TLAPS -------------------------------
(* For SANY alone, when there is no TLAPS: what proofs may name of the       *)
(* module that comes with it.  Not beside the proofs, where tlapm would      *)
(* take it for the real one.                                                 *)
PTL == TRUE
=============================================================================
