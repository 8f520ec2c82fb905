------------------------------ MODULE PvFilter ------------------------------
(***************************************************************************)
(* What a guest does that shares with the VMM a word per vCPU: before it    *)
(* interrupts a target it reads the target's word; a target that is out is *)
(* asked, by cmpxchg, to flush before it runs again, and is no target any   *)
(* more.  KvmTlb and PvTlbFlush differ in what "out" means and in when the  *)
(* VMM looks at the word.                                                   *)
(*                                                                         *)
(* Java: dev.shootdown.machine.scheme.PvFilter.                             *)
(***************************************************************************)
EXTENDS Emulation

ReadCpumask(i) ==
    /\ ReadCpumaskCommon(i)
    /\ unchecked' = [unchecked EXCEPT ![i] = targets'[i]]
    /\ UNCHANGED <<pvWordVars, checking, seen, hypercallVars>>

(* s = state of t; a vCPU in guest mode stays a target.                      *)
ReadPvState(i, t) ==
    /\ Runs(i)
    /\ pc[i] = "remote"
    /\ checking[i] = NoVcpu
    /\ t \in unchecked[i]
    /\ unchecked' = [unchecked EXCEPT ![i] = @ \ {t}]
    /\ IF pvState[t] = "in"
       THEN UNCHANGED <<checking, seen>>
       ELSE /\ checking' = [checking EXCEPT ![i] = t]
            /\ seen' = [seen EXCEPT ![i] = pvState[t]]
    /\ UNCHANGED <<hostVars, guestVars, pvWordVars, hypercallVars>>

(* cmpxchg(state of t, s, s | SHOULD_FLUSH); when it succeeds, t need not be *)
(* interrupted.                                                              *)
FlagFlush(i) ==
    LET t == checking[i] IN
    /\ Runs(i)
    /\ Drained(i)
    /\ t # NoVcpu
    /\ LET succeeds == pvState[t] = seen[i]
           drops == IF "kvmtlb-cmpxchg-old-value" \in Bugs THEN pvState[t] # "out" ELSE succeeds
       IN /\ pvState' = [pvState EXCEPT ![t] = IF succeeds THEN "flush" ELSE @]
          /\ targets' = [targets EXCEPT ![i] = IF drops THEN @ \ {t} ELSE @]
    /\ checking' = [checking EXCEPT ![i] = NoVcpu]
    /\ seen' = [seen EXCEPT ![i] = "none"]
    /\ UNCHANGED <<hostVars, tableVars, cpumask, cpuVars, pc, op, opMm, held, heldTable, callVars,
                   pvFlushDue, stealUpdate, pvCopy, unchecked, hypercallVars>>

Checked(i) == unchecked[i] = {} /\ checking[i] = NoVcpu

QueueCall(i, t) == QueueCallCommon(i, t) /\ Checked(i) /\ UNCHANGED schemeVars

(* SendFlushIpi needs an empty set of targets, hence only checked ones.      *)
FinishFlush(i)  == FinishFlushCommon(i)  /\ Checked(i) /\ UNCHANGED schemeVars

(* Page-table pages are freed by RCU, since a flush returns although a       *)
(* target that is out walks them in software.  Bug no-rcu-table-free: they   *)
(* are not, as in the kvm_tlb series with its feature tests commented out.   *)
TablesByRcu == "walkers" \in Features /\ "no-rcu-table-free" \notin Bugs

FreeTable(i)      == FreeTableCommon(i) /\ (TablesByRcu => pc[i] # "returned") /\ UNCHANGED schemeVars
QueueTableFree(i) == TablesByRcu /\ QueueTableFreeCommon(i)

FinishEmulation(v) == FinishEmulationCommon(v) /\ UNCHANGED schemeVars

(* The flush that v's host code took from the word: INVVPID single-context.  *)
ServeDeferredFlush(v) ==
    /\ InHost(v)
    /\ vcpuCpu[v] = vmcsCpu[v]
    /\ pvFlushDue[v]
    /\ pvFlushDue' = [pvFlushDue EXCEPT ![v] = FALSE]
    /\ DropAllEffect(vmcsCpu[v], v)
    /\ UNCHANGED <<hypervisorVars, guestVars, pvState, stealUpdate, pvCopy, pvFilterVars, hypercallVars>>

=============================================================================
