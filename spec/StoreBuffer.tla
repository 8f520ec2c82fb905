---------------------------- MODULE StoreBuffer -----------------------------
(***************************************************************************)
(* Store buffers (feature "store-buffers"): x86-TSO of Sewell and others,  *)
(* CACM 2010.  A CPU sees its own store at once, others only after it has  *)
(* drained, which may be at any time (DrainStore).  LOCKed operations,      *)
(* MFENCE and serializing instructions (INVLPG, INVVPID, CR3 writes, IRET:  *)
(* SDM vol. 3A, 8.3) wait for the buffer, and so do interrupts (11.10), VM *)
(* exits and VM entries: a guard Drained(v) each.                          *)
(*                                                                         *)
(* Three stores are buffered, those whose order the schemes rest on: of a   *)
(* page-table entry that is cleared or write-protected, of the own bit in  *)
(* switch_mm, of vcpu->cpu.  A guest has at most one at a time: a second    *)
(* one of the same operation waits for the first, which loses nothing,     *)
(* since between the two it reads nothing that others write; and the       *)
(* guest's scheduler takes locks.  (Linux mostly writes the first two with *)
(* LOCKed instructions, which wait themselves.  The model does not rely on *)
(* that.)                                                                  *)
(*                                                                         *)
(* Java: dev.shootdown.machine.StoreBuffer.                                *)
(***************************************************************************)
EXTENDS Hardware

Drained(v) == pteStore[v] = {} /\ ~maskStore[v] /\ ~cpuStore[v]

(* No other CPU has a store to that entry on its way.  The release of the    *)
(* page-table lock is a store behind it: who takes the lock sees it.         *)
EntryDrained(m, g) == \A v \in Vcpu : g \in pteStore[v] => opMm[v] # m

(* What the actions of the other modules do when they store.                *)
StoreEntryEffect(v, m, g, entry) ==
    IF "store-buffers" \in Features
    THEN pteStore' = [pteStore EXCEPT ![v] = {g}] /\ UNCHANGED pt
    ELSE pt' = [pt EXCEPT ![m][g] = entry] /\ UNCHANGED pteStore

StoreOwnBitEffect(v, m) ==
    IF "store-buffers" \in Features /\ v \notin cpumask[m]
    THEN maskStore' = [maskStore EXCEPT ![v] = TRUE] /\ UNCHANGED cpumask
    ELSE cpumask' = [cpumask EXCEPT ![m] = @ \cup {v}] /\ UNCHANGED maskStore

StoreVcpuCpuEffect(v) ==
    IF "store-buffers" \in Features
    THEN cpuStore' = [cpuStore EXCEPT ![v] = TRUE] /\ UNCHANGED vcpuCpu
    ELSE vcpuCpu' = [vcpuCpu EXCEPT ![v] = vmcsCpu[v]] /\ UNCHANGED cpuStore

(* The entry that v's operation put in the place of the one it holds.        *)
NewEntry(v, g) == IF op[v] = "unmap" THEN NoEntry ELSE <<held[v][g][1], "ro">>

-----------------------------------------------------------------------------
(* The oldest store reaches memory; the VMM's came before the guest's.       *)
DrainStore(v) ==
    /\ ~Drained(v)
    /\ IF cpuStore[v]
       THEN /\ vcpuCpu' = [vcpuCpu EXCEPT ![v] = vmcsCpu[v]]
            /\ cpuStore' = [cpuStore EXCEPT ![v] = FALSE]
            /\ UNCHANGED <<pt, cpumask, pteStore, maskStore>>
       ELSE /\ pt' = IF pteStore[v] = {} THEN pt
                     ELSE [pt EXCEPT ![opMm[v]] =
                              [g \in Page |-> IF g \in pteStore[v] THEN NewEntry(v, g) ELSE pt[opMm[v]][g]]]
            /\ cpumask' = IF maskStore[v] THEN [cpumask EXCEPT ![activeMm[v]] = @ \cup {v}] ELSE cpumask
            /\ pteStore' = [pteStore EXCEPT ![v] = {}]
            /\ maskStore' = [maskStore EXCEPT ![v] = FALSE]
            /\ UNCHANGED <<vcpuCpu, cpuStore>>
    /\ UNCHANGED <<hardwareVars, mode, vmcsCpu, flushRequest, halted, hostCall, table, walkVars, registerVars,
                   opVars, callVars, schemeVars>>

=============================================================================
