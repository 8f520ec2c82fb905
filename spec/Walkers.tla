------------------------------ MODULE Walkers ------------------------------
(***************************************************************************)
(* Page-table walks in software, without locks: get_user_pages_fast of     *)
(* Linux 3.16 (arch/x86/mm/gup.c) goes down the page table of the loaded   *)
(* space with interrupts off.  The page-table page that it stands on must  *)
(* not be freed under it.  A shootdown that interrupts every CPU cannot    *)
(* return meanwhile.  One that the VMM does for a vCPU can: those schemes  *)
(* free page-table pages by RCU, so that every walk that might have seen   *)
(* the page is over (mm/memory.c tlb_remove_table; a walk with interrupts  *)
(* off is a section that RCU-sched waits for).                             *)
(*                                                                         *)
(* What a walk finds is not shown.  Without the feature no walk exists and  *)
(* a grace period would end at once: it is left out then.                  *)
(*                                                                         *)
(* Java: dev.shootdown.machine.Walkers.                                    *)
(***************************************************************************)
EXTENDS Guest

(* local_irq_save, and down to the page-table page.                         *)
StartWalk(v) ==
    /\ "walkers" \in Features
    /\ Runs(v)
    /\ ~irqsOff[v] /\ ~lazy[v] /\ pc[v] = "idle"
    /\ table[cr3[v]] # NoTable
    /\ walk' = [walk EXCEPT ![v] = table[cr3[v]]]
    /\ irqsOff' = [irqsOff EXCEPT ![v] = TRUE]
    /\ UNCHANGED <<graceFor, emulation, pt, table, cr3, activeMm, lazy, storeVars, cpumask, hostVars, opVars, callVars, schemeVars>>

(* local_irq_restore: no grace period waits for v any more.                 *)
EndWalk(v) ==
    /\ Runs(v)
    /\ walk[v] # NoTable
    /\ walk' = [walk EXCEPT ![v] = NoTable]
    /\ irqsOff' = [irqsOff EXCEPT ![v] = FALSE]
    /\ graceFor' = [i \in Vcpu |-> graceFor[i] \ {v}]
    /\ UNCHANGED <<emulation, pt, table, cr3, activeMm, lazy, storeVars, cpumask, hostVars, opVars, callVars, schemeVars>>

(* call_rcu_sched, once the flush has returned: a grace period begins.  It  *)
(* waits for those that walk now; who begins later cannot find the page.    *)
QueueTableFreeCommon(i) ==
    /\ Runs(i)
    /\ pc[i] = "returned"
    /\ heldTable[i] # NoTable
    /\ pc' = [pc EXCEPT ![i] = "grace"]
    /\ graceFor' = [graceFor EXCEPT ![i] = {v \in Vcpu : walk[v] # NoTable}]
    /\ UNCHANGED <<walk, emulation, pt, table, op, opMm, held, heldTable, targets, cpumask, cpuVars, hostVars, callVars, schemeVars>>

(* The page under v's walk is hooked in the space that v walks, or an       *)
(* operation holds it.  While interrupts are off the space stays loaded.    *)
NoFreedWalk(v) ==
    walk[v] # NoTable =>
        \/ cr3[v] # Kernel /\ walk[v] = table[cr3[v]]
        \/ \E i \in Vcpu : opMm[i] = cr3[v] /\ heldTable[i] = walk[v]

-----------------------------------------------------------------------------
(* Parts of the inductive invariants of the schemes.                         *)

(* A walk has interrupts off, and the walked space stays loaded.  A grace    *)
(* period is for a page-table page that is held.                             *)
WalksStand ==
    \A v \in Vcpu :
        /\ walk[v] # NoTable =>
               irqsOff[v] /\ ~lazy[v] /\ pc[v] = "idle" /\ ~InHandler(v) /\ cr3[v] = activeMm[v]
        /\ graceFor[v] # {} => pc[v] = "grace" /\ heldTable[v] # NoTable

(* The page under a walk is hooked, or who holds it still has to wait for v. *)
WalkIsOwed(v, Waits(_, _)) ==
    walk[v] # NoTable =>
        \/ walk[v] = table[cr3[v]]
        \/ \E i \in Vcpu : opMm[i] = cr3[v] /\ heldTable[i] = walk[v] /\ Waits(i, v)

(* By RCU: until the grace period is over.                                   *)
WaitsByRcu(i, v) == pc[i] # "grace" \/ v \in graceFor[i]

-----------------------------------------------------------------------------
(* Liveness.  What ends a time in which v takes no interrupt: a section with *)
(* interrupts off, a walk, switch_mm.  v is in one of them at most, so that  *)
(* one disjunction will do.                                                  *)
SectionStep(v) ==
    \/ EnableInterrupts(v)
    \/ EndWalk(v)
    \/ LoadCr3(v)
    \/ \E m \in Space : ClearCpumask(v, m)

=============================================================================
