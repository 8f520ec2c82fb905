---- MODULE PvTlbFlushLive ----
(* PvTlbFlush without TLB fills, for liveness: no guard of any action reads the TLB, *)
(* so that fills change neither what is enabled nor what returns.            *)
EXTENDS PvTlbFlush
NoFill(v, g) == FALSE
====
