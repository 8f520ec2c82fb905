---- MODULE KvmTlbLive ----
(* KvmTlb without TLB fills, for liveness: no guard of any action reads the TLB, *)
(* so that fills change neither what is enabled nor what returns.            *)
EXTENDS KvmTlb
NoFill(v, g) == FALSE
====
