----------------------------- MODULE Emulation -----------------------------
(***************************************************************************)
(* After an exit the VMM may emulate an instruction of the guest           *)
(* (arch/x86/kvm/emulate.c): it walks the guest's page table in software,   *)
(* has the translation in its hands, and makes the access later.  Between  *)
(* the two the vCPU may be preempted and migrated.  No TLB is involved, so *)
(* that no flush of one recalls the translation: a flush that returns      *)
(* meanwhile, by whatever shortcut, must deal with the emulation as well.  *)
(*                                                                         *)
(* The baseline waits for the target to run, and it runs when the          *)
(* emulation is over.  What the other schemes do is said there.            *)
(*                                                                         *)
(* Java: dev.shootdown.machine.Emulation.                                  *)
(***************************************************************************)
EXTENDS Walkers

(* The walk, one entry read: v's guest code accessed page g when it exited.  *)
StartEmulationCommon(v, g) ==
    /\ "emulation" \in Features
    /\ InHost(v)
    /\ vcpuCpu[v] = vmcsCpu[v]
    /\ ~halted[v] /\ ~lazy[v] /\ pc[v] # "hypercall"
    /\ ~Emulating(v)
    /\ cr3[v] # Kernel
    /\ pt[cr3[v]][g] # NoEntry
    /\ emulation' = [emulation EXCEPT ![v][g] = pt[cr3[v]][g]]
    /\ UNCHANGED <<walk, graceFor, pt, table, hostVars, cpumask, cpuVars, opVars, callVars>>

(* The access, or that it is given up and the instruction executed again.    *)
FinishEmulationCommon(v) ==
    /\ InHost(v)
    /\ vcpuCpu[v] = vmcsCpu[v]
    /\ Emulating(v)
    /\ emulation' = [emulation EXCEPT ![v] = [g \in Page |-> NoEntry]]
    /\ UNCHANGED <<walk, graceFor, pt, table, hostVars, cpumask, cpuVars, opVars, callVars>>

(* `completes` says that the access would be made.                           *)
NoFreedEmulation(v, g, completes) ==
    emulation[v][g] # NoEntry /\ cr3[v] # Kernel /\ completes =>
        StillReached(cr3[v], g, emulation[v][g][1])

-----------------------------------------------------------------------------
(* Parts of the inductive invariants of the schemes.                         *)

(* An emulation is over before the guest runs again.                         *)
NoEmulationInGuest == \A v \in Vcpu : mode[v] = "guest" => ~Emulating(v)

(* What an emulation that would complete holds is mapped, or an unmap or a   *)
(* move still owes v a flush, which waits for the emulation or outdates it.  *)
EmulationIsOwed(v, g, completes, Owes(_, _)) ==
    emulation[v][g] # NoEntry /\ cr3[v] # Kernel /\ completes =>
        \/ Names(pt[cr3[v]][g], emulation[v][g][1])
        \/ \E i \in Vcpu : /\ op[i] \in {"unmap", "move"}
                           /\ opMm[i] = cr3[v]
                           /\ Names(held[i][g], emulation[v][g][1])
                           /\ Owes(i, v)

=============================================================================
