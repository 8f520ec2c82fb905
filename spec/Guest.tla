------------------------------- MODULE Guest -------------------------------
(***************************************************************************)
(* The guest kernel, Linux 3.16 to 4.0: address spaces and their page       *)
(* tables, mm_cpumask, lazy TLB, the operations that change a mapping, and  *)
(* call-function IPIs (arch/x86/mm/tlb.c, kernel/smp.c, mm/memory.c).       *)
(*                                                                         *)
(* An operation of the thread on vCPU i goes through pc[i]:                 *)
(*   idle -> changed -> pinned -> local -> remote -> returned -> idle.      *)
(* "remote" belongs to the scheme (flush_tlb_others); a page-table page     *)
(* that is freed by RCU adds "grace" behind "returned".                     *)
(*                                                                         *)
(* Java: dev.shootdown.machine.Guest and CallFunction.                     *)
(***************************************************************************)
EXTENDS Hypervisor

-----------------------------------------------------------------------------
(* Helpers.                                                                *)

InHandler(t) == \E i \in Vcpu : call[i][t] \in {"taken", "flushed"}

(* v has done the first of leave_mm's two shared steps: a lazy vCPU that is  *)
(* not leaving has the root of its active_mm and its bit in the mask, or     *)
(* neither.                                                                 *)
LeavingMm(v) == lazy[v] /\ (cr3[v] = Kernel <=> v \in cpumask[activeMm[v]])

(* v is not in the middle of the shared steps of switch_mm or leave_mm.      *)
Settled(v) ==
    /\ cr3[v] = activeMm[v] \/ lazy[v]
    /\ ~LeavingMm(v)
    /\ \A m \in Space \ {activeMm[v]} : v \notin cpumask[m]

(* v executes guest code outside of interrupt handlers, switch_mm, leave_mm. *)
Runs(v) == mode[v] = "guest" /\ ~InHandler(v) /\ Settled(v)

(* v's guest scheduler could run another thread now: not while the one that  *)
(* it runs holds the page-table lock.                                        *)
Schedules(v) == Runs(v) /\ ~irqsOff[v] /\ pc[v] \in {"idle", "changed"} /\ op[v] # "move"

FrameFree(f) ==
    /\ \A m \in Space, g \in Page : ~Names(pt[m][g], f)
    /\ \A i \in Vcpu, g \in Page : op[i] = "unmap" => ~Names(held[i][g], f)

TableFree(x) ==
    /\ \A m \in Space : table[m] # x
    /\ \A i \in Vcpu : heldTable[i] # x

InFlight(i) == pc[i] \in {"changed", "pinned", "local", "remote", "hypercall"}

(* The page-table lock of m is held across steps: by a move, from MovePte    *)
(* until its flush has returned.  Every other change takes and drops it      *)
(* within its one step.  Bug CVE-2018-18281: a move drops it right away.     *)
Locked(m) ==
    /\ "CVE-2018-18281" \notin Bugs
    /\ \E i \in Vcpu : op[i] = "move" /\ opMm[i] = m /\ InFlight(i)

(* An operation of i on m may start, or may go on changing entries.          *)
MayChange(i, m, kind) ==
    /\ Runs(i)
    /\ ~irqsOff[i]
    /\ ~Locked(m)
    /\ \/ /\ pc[i] = "idle"
          /\ "concurrent" \in Features \/ \A j \in Vcpu : pc[j] = "idle"
       \/ pc[i] = "changed" /\ opMm[i] = m /\ op[i] = kind

ChangedPages(i) == {g \in Page : held[i][g] # NoEntry}
FlushedPages(i) == IF ChangedPages(i) \in FullRanges THEN Page ELSE ChangedPages(i)

-----------------------------------------------------------------------------
(* Scheduling inside the guest.                                              *)

(* switch_mm: active_mm and state are per CPU; the shared write is the bit.  *)
SwitchMm(v, m) ==
    /\ Schedules(v)
    /\ Drained(v)
    /\ m # activeMm[v]
    /\ activeMm' = [activeMm EXCEPT ![v] = m]
    /\ lazy' = [lazy EXCEPT ![v] = FALSE]
    /\ StoreOwnBitEffect(v, m)
    /\ UNCHANGED <<cr3, irqsOff, pteStore, cpuStore, hostVars, tableVars, opVars, callVars, schemeVars>>

(* load_cr3(next): drops every entry of the current VPID.  Serializing: the  *)
(* own bit is seen before a walk begins from the new root.                   *)
LoadCr3(v) ==
    /\ mode[v] = "guest"
    /\ ~lazy[v]
    /\ Drained(v)
    /\ cr3[v] # activeMm[v]
    /\ cr3' = [cr3 EXCEPT ![v] = activeMm[v]]
    /\ DropAllEffect(vmcsCpu[v], v)
    /\ UNCHANGED <<activeMm, lazy, irqsOff, storeVars, cpumask, hypervisorVars, tableVars, opVars, callVars, schemeVars>>

(* "Stop flush ipis for the previous mm."                                    *)
ClearCpumask(v, m) ==
    /\ mode[v] = "guest"
    /\ cr3[v] = activeMm[v]
    /\ m # activeMm[v]
    /\ v \in cpumask[m]
    /\ cpumask' = [cpumask EXCEPT ![m] = @ \ {v}]
    /\ UNCHANGED <<hostVars, tableVars, cpuVars, opVars, callVars, schemeVars>>

(* enter_lazy_tlb: a kernel thread borrows the address space.                *)
EnterLazy(v) ==
    /\ "lazy" \in Features
    /\ Schedules(v)
    /\ Drained(v)
    /\ ~lazy[v]
    /\ lazy' = [lazy EXCEPT ![v] = TRUE]
    /\ UNCHANGED <<cr3, activeMm, irqsOff, storeVars, cpumask, hostVars, tableVars, opVars, callVars, schemeVars>>

(* switch_mm back to the same mm.  The own bit, if leave_mm cleared it, is   *)
(* set again and LoadCr3 follows; nobody else writes the own bit.            *)
LeaveLazy(v) ==
    /\ Schedules(v)
    /\ Drained(v)
    /\ lazy[v]
    /\ lazy' = [lazy EXCEPT ![v] = FALSE]
    /\ StoreOwnBitEffect(v, activeMm[v])
    /\ UNCHANGED <<cr3, activeMm, irqsOff, pteStore, cpuStore, hostVars, tableVars, opVars, callVars, schemeVars>>

DisableInterrupts(v) ==
    /\ "irqs-off" \in Features
    /\ Runs(v)
    /\ ~irqsOff[v]
    /\ pc[v] = "idle"
    /\ irqsOff' = [irqsOff EXCEPT ![v] = TRUE]
    /\ UNCHANGED <<cr3, activeMm, lazy, storeVars, cpumask, hostVars, tableVars, opVars, callVars, schemeVars>>

EnableInterrupts(v) ==
    /\ Runs(v)
    /\ irqsOff[v]
    /\ walk[v] = NoTable
    /\ irqsOff' = [irqsOff EXCEPT ![v] = FALSE]
    /\ UNCHANGED <<cr3, activeMm, lazy, storeVars, cpumask, hostVars, tableVars, opVars, callVars, schemeVars>>

(* STI; HLT with nothing pending: a VM exit, and the vCPU blocks.            *)
HaltCommon(v) ==
    /\ "halt" \in Features
    /\ Runs(v)
    /\ ~irqsOff[v]
    /\ pc[v] = "idle"
    /\ ~vector[v]
    /\ Drained(v)
    /\ halted' = [halted EXCEPT ![v] = TRUE]
    /\ mode' = [mode EXCEPT ![v] = "host"]
    /\ UNCHANGED <<vmcsCpu, vcpuCpu, flushRequest, hostCall, hardwareVars, guestVars>>

(* Before it is pinned, the thread of an operation may move to another vCPU. *)
MoveThread(i, j) ==
    /\ "move-thread" \in Features
    /\ i # j
    /\ pc[i] = "changed"
    /\ Schedules(i)
    /\ Drained(i)
    /\ pc[j] = "idle"
    /\ Schedules(j)
    /\ pc' = [pc EXCEPT ![i] = "idle", ![j] = "changed"]
    /\ op' = [op EXCEPT ![i] = "none", ![j] = op[i]]
    /\ opMm' = [opMm EXCEPT ![i] = Kernel, ![j] = opMm[i]]
    /\ held' = [held EXCEPT ![i] = held[j], ![j] = held[i]]
    /\ heldTable' = [heldTable EXCEPT ![i] = NoTable, ![j] = heldTable[i]]
    /\ UNCHANGED <<targets, hostVars, tableVars, cpumask, cpuVars, callVars, schemeVars>>

-----------------------------------------------------------------------------
(* Changing mappings.                                                        *)

(* A page fault of the thread on i, with a free frame.                       *)
MapPage(i, g, f) ==
    /\ Runs(i)
    /\ ~irqsOff[i] /\ ~lazy[i] /\ pc[i] = "idle"
    /\ pt[cr3[i]][g] = NoEntry
    /\ ~Locked(cr3[i])
    /\ FrameFree(f)
    /\ "tables" \in Features => table[cr3[i]] # NoTable
    /\ pt' = [pt EXCEPT ![cr3[i]][g] = <<f, "rw">>]
    /\ UNCHANGED <<table, walkVars, hostVars, cpumask, cpuVars, opVars, callVars, schemeVars>>

(* pte_alloc: a free page becomes the page-table page of the loaded space.   *)
HookTable(i, x) ==
    /\ "tables" \in Features
    /\ Runs(i)
    /\ ~irqsOff[i] /\ ~lazy[i] /\ pc[i] = "idle"
    /\ table[cr3[i]] = NoTable
    /\ TableFree(x)
    /\ table' = [table EXCEPT ![cr3[i]] = x]
    /\ UNCHANGED <<pt, walkVars, hostVars, cpumask, cpuVars, opVars, callVars, schemeVars>>

(* zap_pte_range of munmap, madvise or reclaim (any space, loaded or not):   *)
(* one page-table entry; repeated for a range.                               *)
ClearPte(i, m, g) ==
    /\ MayChange(i, m, "unmap")
    /\ pteStore[i] = {}
    /\ EntryDrained(m, g)
    /\ pt[m][g] # NoEntry
    /\ held[i][g] = NoEntry
    /\ StoreEntryEffect(i, m, g, NoEntry)
    /\ held' = [held EXCEPT ![i][g] = pt[m][g]]
    /\ pc' = [pc EXCEPT ![i] = "changed"]
    /\ op' = [op EXCEPT ![i] = "unmap"]
    /\ opMm' = [opMm EXCEPT ![i] = m]
    /\ UNCHANGED <<table, walkVars, heldTable, targets, hostVars, cpumask, registerVars, maskStore, cpuStore, callVars, schemeVars>>

(* change_pte_range of mprotect: write access is taken away.                 *)
ProtectPte(i, m, g) ==
    /\ "protect" \in Features
    /\ MayChange(i, m, "protect")
    /\ pt[m][g] # NoEntry
    /\ pt[m][g][2] = "rw"
    /\ pteStore[i] = {}
    /\ EntryDrained(m, g)
    /\ held[i][g] = NoEntry
    /\ StoreEntryEffect(i, m, g, <<pt[m][g][1], "ro">>)
    /\ held' = [held EXCEPT ![i][g] = pt[m][g]]
    /\ pc' = [pc EXCEPT ![i] = "changed"]
    /\ op' = [op EXCEPT ![i] = "protect"]
    /\ opMm' = [opMm EXCEPT ![i] = m]
    /\ UNCHANGED <<table, walkVars, heldTable, targets, hostVars, cpumask, registerVars, maskStore, cpuStore, callVars, schemeVars>>

(* move_ptes of mremap, one entry: to an empty page of the loaded space.     *)
(* Both addresses are changed under the page-table lock; ptep_get_and_clear  *)
(* is an xchg, which drains the store buffer.                                *)
MovePte(i, g, h) ==
    /\ "move-page" \in Features
    /\ pc[i] = "idle" /\ ~lazy[i]
    /\ MayChange(i, cr3[i], "move")
    /\ Drained(i)
    /\ pt[cr3[i]][g] # NoEntry
    /\ EntryDrained(cr3[i], g)
    /\ pt[cr3[i]][h] = NoEntry
    /\ pt' = [pt EXCEPT ![cr3[i]][g] = NoEntry, ![cr3[i]][h] = pt[cr3[i]][g]]
    /\ held' = [held EXCEPT ![i][g] = pt[cr3[i]][g]]
    /\ pc' = [pc EXCEPT ![i] = "changed"]
    /\ op' = [op EXCEPT ![i] = "move"]
    /\ opMm' = [opMm EXCEPT ![i] = cr3[i]]
    /\ UNCHANGED <<table, walkVars, heldTable, targets, hostVars, cpumask, cpuVars, callVars, schemeVars>>

(* free_pgtables: an empty page-table page is unhooked.                      *)
UnhookTable(i, m) ==
    /\ "tables" \in Features
    /\ MayChange(i, m, "unmap")
    /\ table[m] # NoTable
    /\ heldTable[i] = NoTable
    /\ \A g \in Page : pt[m][g] = NoEntry
    /\ table' = [table EXCEPT ![m] = NoTable]
    /\ heldTable' = [heldTable EXCEPT ![i] = table[m]]
    /\ pc' = [pc EXCEPT ![i] = "changed"]
    /\ op' = [op EXCEPT ![i] = "unmap"]
    /\ opMm' = [opMm EXCEPT ![i] = m]
    /\ UNCHANGED <<pt, walkVars, held, targets, hostVars, cpumask, cpuVars, callVars, schemeVars>>

(* get_cpu: from here the thread stays on vCPU i.  The vCPU may still be     *)
(* preempted or migrated by the host at any step.                            *)
PinThread(i) ==
    /\ Runs(i)
    /\ pc[i] = "changed" /\ ~irqsOff[i]
    /\ pc' = [pc EXCEPT ![i] = "pinned"]
    /\ UNCHANGED <<op, opMm, held, heldTable, targets, hostVars, tableVars, cpumask, cpuVars, callVars, schemeVars>>

(* leave_mm, in the order in which switch_mm does it since 2011 (Linux       *)
(* 831d52bc1539): the kernel's root is loaded, then the own bit in the mask  *)
(* goes.  Linux 3.16 does it the other way round: bug lazy-freed-tables.  A  *)
(* shootdown that reads the mask in between passes v by, and the page-table  *)
(* pages that it frees can still be walked from v's old root.                *)
LeavesMaskFirst == "lazy-freed-tables" \in Bugs

LoadKernelRootEffect(v) ==
    /\ cr3' = [cr3 EXCEPT ![v] = Kernel]
    /\ DropAllEffect(vmcsCpu[v], v)
    /\ UNCHANGED cpumask

ClearOwnBitEffect(v, m) ==
    /\ cpumask' = [cpumask EXCEPT ![m] = @ \ {v}]
    /\ UNCHANGED <<hardwareVars, cr3>>

(* flush_tlb_func or its local counterpart, as v, for an operation on m that *)
(* changed the given pages: INVLPGs, or the first half of leave_mm when v is *)
(* lazy.                                                                    *)
FlushEffect(v, m, pages) ==
    IF lazy[v]
    THEN IF LeavesMaskFirst THEN ClearOwnBitEffect(v, m) ELSE LoadKernelRootEffect(v)
    ELSE /\ InvlpgEffect(vmcsCpu[v], v, pages)
         /\ UNCHANGED <<cpumask, cr3>>

(* The second half of leave_mm.                                              *)
FinishLeaveMm(v) ==
    /\ mode[v] = "guest"
    /\ LeavingMm(v)
    /\ IF LeavesMaskFirst THEN LoadKernelRootEffect(v) ELSE ClearOwnBitEffect(v, activeMm[v])
    /\ UNCHANGED <<activeMm, lazy, irqsOff, storeVars, hypervisorVars, tableVars, opVars, callVars, schemeVars>>

FlushLocal(i) ==
    /\ Runs(i)
    /\ pc[i] = "pinned"
    /\ Drained(i)
    /\ activeMm[i] = opMm[i]
    /\ FlushEffect(i, opMm[i], FlushedPages(i))
    /\ pc' = [pc EXCEPT ![i] = "local"]
    /\ UNCHANGED <<op, opMm, held, heldTable, targets, activeMm, lazy, irqsOff, storeVars, hypervisorVars, tableVars, callVars, schemeVars>>

(* Nothing here to drop.  The full barrier that INVLPG and CR3 writes are    *)
(* must stand here by itself, between the stores to the page table and the   *)
(* look at the mask (Linux 4.5, 71b3c126e611).  Bug CVE-2016-2069: it does   *)
(* not.                                                                      *)
SkipLocal(i) ==
    /\ Runs(i)
    /\ pc[i] = "pinned"
    /\ Drained(i) \/ "CVE-2016-2069" \in Bugs
    /\ activeMm[i] # opMm[i]
    /\ pc' = [pc EXCEPT ![i] = "local"]
    /\ UNCHANGED <<op, opMm, held, heldTable, targets, hostVars, tableVars, cpumask, cpuVars, callVars, schemeVars>>

(* The mask as it is now, without the caller: flush_tlb_others begins.       *)
ReadCpumaskCommon(i) ==
    /\ Runs(i)
    /\ pc[i] = "local"
    /\ pc' = [pc EXCEPT ![i] = "remote"]
    /\ targets' = [targets EXCEPT ![i] = cpumask[opMm[i]] \ {i}]
    /\ UNCHANGED <<op, opMm, held, heldTable, hostVars, tableVars, cpumask, cpuVars, callVars>>

(* The flush returns: nothing is owed by anybody.  A scheme adds its guard.  *)
FinishFlushCommon(i) ==
    /\ Runs(i)
    /\ pc[i] = "remote"
    /\ Drained(i)
    /\ targets[i] = {} /\ ipis[i] = {}
    /\ \A t \in Vcpu : call[i][t] = "free"
    /\ LET frees == op[i] = "unmap" /\ (ChangedPages(i) # {} \/ heldTable[i] # NoTable) IN
       IF frees
       THEN /\ pc' = [pc EXCEPT ![i] = "returned"]
            /\ UNCHANGED <<op, opMm, held>>
       ELSE /\ pc' = [pc EXCEPT ![i] = "idle"]
            /\ op' = [op EXCEPT ![i] = "none"]
            /\ opMm' = [opMm EXCEPT ![i] = Kernel]
            /\ held' = [held EXCEPT ![i] = [g \in Page |-> NoEntry]]
    /\ UNCHANGED <<heldTable, targets, hostVars, tableVars, cpumask, cpuVars, callVars>>

(* After the last thing that i's operation held is freed, it is over.        *)
EndIfNothingHeld(i, empty) ==
    IF empty
    THEN /\ pc' = [pc EXCEPT ![i] = "idle"]
         /\ op' = [op EXCEPT ![i] = "none"]
         /\ opMm' = [opMm EXCEPT ![i] = Kernel]
    ELSE UNCHANGED <<pc, op, opMm>>

(* tlb_finish_mmu: a frame goes back to the allocator.                       *)
FreeFrame(i, g) ==
    /\ Runs(i)
    /\ pc[i] \in {"returned", "grace"}
    /\ held[i][g] # NoEntry
    /\ held' = [held EXCEPT ![i][g] = NoEntry]
    /\ EndIfNothingHeld(i, ChangedPages(i) = {g} /\ heldTable[i] = NoTable)
    /\ UNCHANGED <<heldTable, targets, hostVars, tableVars, cpumask, cpuVars, callVars, schemeVars>>

(* The same for a page-table page; where they are freed by RCU, after the    *)
(* grace period that QueueTableFree (Walkers) has begun, which the scheme    *)
(* adds.  Bug free-before-flush: already before the flush.                   *)
FreeTableCommon(i) ==
    /\ Runs(i)
    /\ heldTable[i] # NoTable
    /\ \/ pc[i] \in {"returned", "grace"}
       \/ pc[i] = "changed" /\ "free-before-flush" \in Bugs
    /\ graceFor[i] = {}
    /\ heldTable' = [heldTable EXCEPT ![i] = NoTable]
    /\ EndIfNothingHeld(i, pc[i] # "changed" /\ ChangedPages(i) = {})
    /\ UNCHANGED <<held, targets, hostVars, tableVars, cpumask, cpuVars, callVars>>

-----------------------------------------------------------------------------
(* Call-function IPIs: smp_call_function_many and its interrupt.             *)

(* csd_lock of i's own slot and llist_add to t's queue.                      *)
QueueCallCommon(i, t) ==
    /\ Runs(i)
    /\ pc[i] = "remote"
    /\ Drained(i)
    /\ t \in targets[i]
    /\ call[i][t] = "free"
    /\ call' = [call EXCEPT ![i][t] = "queued"]
    /\ targets' = [targets EXCEPT ![i] = @ \ {t}]
    /\ ipis' = [ipis EXCEPT ![i] = @ \cup {t}]
    /\ UNCHANGED <<vector, pc, op, opMm, held, heldTable, hostVars, tableVars, cpumask, cpuVars>>

(* The ICR write, after every request is queued.                             *)
SendFlushIpi(i, t) ==
    /\ Runs(i)
    /\ pc[i] = "remote"
    /\ targets[i] = {}
    /\ t \in ipis[i]
    /\ vector' = [vector EXCEPT ![t] = TRUE]
    /\ ipis' = [ipis EXCEPT ![i] = @ \ {t}]
    /\ UNCHANGED <<call, hostVars, tableVars, cpumask, cpuVars, opVars, schemeVars>>

(* t runs with interrupts on: the vector is delivered and the handler takes  *)
(* the whole queue (llist_del_all).                                          *)
TakeFlushIpi(t) ==
    /\ Runs(t)
    /\ ~irqsOff[t]
    /\ Drained(t)
    /\ vector[t]
    /\ vector' = [vector EXCEPT ![t] = FALSE]
    /\ call' = [i \in Vcpu |-> [call[i] EXCEPT ![t] = IF @ = "queued" THEN "taken" ELSE @]]
    /\ UNCHANGED <<ipis, hostVars, tableVars, cpumask, cpuVars, opVars, schemeVars>>

(* flush_tlb_func for i's request.                                           *)
HandleFlush(t, i) ==
    /\ mode[t] = "guest"
    /\ ~LeavingMm(t)
    /\ call[i][t] = "taken"
    /\ call' = [call EXCEPT ![i][t] = "flushed"]
    /\ IF opMm[i] = activeMm[t]
       THEN FlushEffect(t, opMm[i], FlushedPages(i))
       ELSE UNCHANGED <<hardwareVars, cpumask, cr3>>
    /\ UNCHANGED <<vector, ipis, activeMm, lazy, irqsOff, storeVars, hypervisorVars, tableVars, opVars, schemeVars>>

(* csd_unlock.                                                               *)
AckFlush(t, i) ==
    /\ mode[t] = "guest"
    /\ ~LeavingMm(t)
    /\ call[i][t] = "flushed"
    /\ call' = [call EXCEPT ![i][t] = "free"]
    /\ UNCHANGED <<vector, ipis, hostVars, tableVars, cpumask, cpuVars, opVars, schemeVars>>

-----------------------------------------------------------------------------
(* What every scheme is held to.  `due(v)` of a scheme says that v flushes   *)
(* everything of its own before its next guest instruction.                  *)

(* v could use an entry that p caches for it: the tag and the loaded root    *)
(* match, v is in guest mode or will be without a flush before, not lazy.    *)
Usable(p, v, due) == vmcsCpu[v] = p /\ ~due /\ ~lazy[v] /\ cr3[v] # Kernel

(* The same for walks, which a lazy vCPU's pCPU may still start.             *)
Walkable(p, v, due) == vmcsCpu[v] = p /\ ~due /\ cr3[v] # Kernel

(* What operations in flight replaced, as others see it.                     *)
OwedEntries ==
    {o \in Space \X Page \X Entry :
        \E i \in Vcpu : InFlight(i) /\ opMm[i] = o[1] /\ held[i][o[2]] = o[3] /\ o[2] \notin pteStore[i]}

NoStaleEntry(p, v, g, due) ==
    Usable(p, v, due) /\ tlb[p][v][g] # NoEntry =>
        \/ tlb[p][v][g] = pt[cr3[v]][g]
        \/ \E i \in Vcpu : InFlight(i) /\ opMm[i] = cr3[v] /\ held[i][g] = tlb[p][v][g]

(* m maps the frame somewhere, or an unmap of m has not freed it yet.        *)
StillOf(m, frame) ==
    \/ \E g \in Page : Names(pt[m][g], frame)
    \/ \E i \in Vcpu, g \in Page : op[i] = "unmap" /\ opMm[i] = m /\ Names(held[i][g], frame)

(* The frame is mapped there, or an unmap holds it, or it is being moved     *)
(* from there.  One that is free, or mapped elsewhere only, belongs to       *)
(* someone else.                                                             *)
StillReached(m, g, frame) ==
    \/ Names(pt[m][g], frame)
    \/ \E i \in Vcpu : /\ op[i] = "unmap"
                       /\ InFlight(i)
                       /\ opMm[i] = m
                       /\ Names(held[i][g], frame)
    \/ \E i \in Vcpu : /\ op[i] = "move"
                       /\ InFlight(i)
                       /\ opMm[i] = m
                       /\ Names(held[i][g], frame)
                       /\ StillOf(m, frame)

NoFreedEntry(p, v, g, due) ==
    Usable(p, v, due) /\ tlb[p][v][g] # NoEntry => StillReached(cr3[v], g, tlb[p][v][g][1])

NoFreedTable(p, v, due) ==
    Walkable(p, v, due) /\ psc[p][v] # NoTable =>
        \/ psc[p][v] = table[cr3[v]]
        \/ \E i \in Vcpu : opMm[i] = cr3[v] /\ heldTable[i] = psc[p][v]

-----------------------------------------------------------------------------
(* Parts of the inductive invariants of the schemes (Inv there; see proofs). *)

(* What is switched off leaves no trace.                                     *)
NoStoresWithout ==
    "store-buffers" \notin Features => \A v \in Vcpu : pteStore[v] = {} /\ ~maskStore[v] /\ ~cpuStore[v]

NoTablesWithout ==
    "tables" \notin Features =>
        /\ \A m \in Space : table[m] = NoTable
        /\ \A p \in Pcpu, v \in Vcpu : psc[p][v] = NoTable
        /\ \A i \in Vcpu : heldTable[i] = NoTable

NoWalksWithout ==
    "walkers" \notin Features => \A v \in Vcpu : walk[v] = NoTable /\ graceFor[v] = {} /\ pc[v] # "grace"

NoEmulationWithout == "emulation" \notin Features => \A v \in Vcpu, g \in Page : emulation[v][g] = NoEntry

NoMoveWithout == "move-page" \notin Features => \A i \in Vcpu : op[i] # "move"

(* Who is on a pCPU is on one, and in guest mode or off it the VMM has said  *)
(* which.                                                                    *)
LoadedSomewhere == \A v \in Vcpu : mode[v] # "out" => vmcsCpu[v] # NoPcpu
Published       == \A v \in Vcpu : mode[v] # "host" => vcpuCpu[v] = vmcsCpu[v]

(* An operation is there or it is not.                                       *)
OperationStands ==
    \A i \in Vcpu :
        /\ pc[i] = "idle" =>
               /\ opMm[i] = Kernel /\ op[i] = "none" /\ heldTable[i] = NoTable
               /\ \A g \in Page : held[i][g] = NoEntry
        /\ pc[i] # "idle" => opMm[i] # Kernel /\ op[i] # "none"
        /\ pc[i] \in {"returned", "grace"} \/ heldTable[i] # NoTable => op[i] = "unmap"

(* Requests are out only as long as the flush waits for them.                *)
RequestsStand ==
    \A i \in Vcpu :
        /\ pc[i] \notin {"remote", "hypercall"} => targets[i] = {}
        /\ pc[i] # "remote" => \A t \in Vcpu : call[i][t] = "free"
        /\ i \notin targets[i]

(* The loaded root is that of the active space, or the old one in the middle *)
(* of switch_mm, or the kernel's after leave_mm.                             *)
RootStands ==
    \A v \in Vcpu :
        /\ lazy[v] \/ InHandler(v) \/ pc[v] \notin {"idle", "changed"} => cr3[v] \in {activeMm[v], Kernel}
        /\ InHandler(v) /\ ~lazy[v] => cr3[v] = activeMm[v]

(* Whoever may walk a space is in its mask, or will be when LoadCr3 comes.   *)
InMask ==
    \A v \in Vcpu :
        /\ cr3[v] # Kernel => v \in cpumask[cr3[v]]
        /\ ~lazy[v] => v \in cpumask[activeMm[v]] \/ maskStore[v]

(* A store on its way is of an entry that its operation holds and memory     *)
(* still has, or of the own bit in the middle of switch_mm; no two are of    *)
(* one entry.                                                                *)
StoresStand ==
    \A v \in Vcpu :
        /\ \A g \in pteStore[v] :
               /\ pc[v] \in {"changed", "pinned"}
               /\ held[v][g] # NoEntry
               /\ pt[opMm[v]][g] = held[v][g]
               /\ \A w \in Vcpu \ {v} : g \in pteStore[w] => opMm[w] # opMm[v]
        /\ maskStore[v] => ~lazy[v] /\ cr3[v] # activeMm[v]

(* What is moved is still mapped elsewhere, since the page-table lock is     *)
(* held until the flush has returned.                                        *)
MovesStand ==
    \A i \in Vcpu, g \in Page :
        op[i] = "move" /\ held[i][g] # NoEntry =>
            \E h \in Page : Names(pt[opMm[i]][h], held[i][g][1]) /\ EntryDrained(opMm[i], h)

(* With call-function IPIs: i's operation has not yet seen to it that v      *)
(* drops what it changed.                                                    *)
OwesByCall(i, v) ==
    \/ pc[i] \in {"changed", "pinned"}
    \/ pc[i] = "local" /\ v # i
    \/ pc[i] = "remote" /\ (v \in targets[i] \/ call[i][v] \in {"queued", "taken"})

(* An entry that p caches for v, where v last was, with no flush due, is the *)
(* page table's, or an operation that holds it still owes v a flush.  Not    *)
(* only a usable one: lazy or not.                                           *)
StaleIsOwed(p, v, g, due, Owes(_, _)) ==
    vmcsCpu[v] = p /\ ~due /\ cr3[v] # Kernel /\ tlb[p][v][g] # NoEntry =>
        \/ tlb[p][v][g] = pt[cr3[v]][g]
        \/ \E i \in Vcpu : opMm[i] = cr3[v] /\ held[i][g] = tlb[p][v][g] /\ Owes(i, v)

(* The same of its frame, unmaps and moves: an unmap that holds what a       *)
(* protect has made of the entry may free the frame while the protect is in  *)
(* flight.                                                                   *)
FrameIsOwed(p, v, g, due, Owes(_, _)) ==
    vmcsCpu[v] = p /\ ~due /\ cr3[v] # Kernel /\ tlb[p][v][g] # NoEntry =>
        \/ Names(pt[cr3[v]][g], tlb[p][v][g][1])
        \/ \E i \in Vcpu : /\ op[i] \in {"unmap", "move"}
                           /\ opMm[i] = cr3[v]
                           /\ Names(held[i][g], tlb[p][v][g][1])
                           /\ Owes(i, v)

(* The same of a page-table page, which is dropped with any entry.           *)
TableIsOwed(p, v, due, Owes(_, _)) ==
    vmcsCpu[v] = p /\ ~due /\ cr3[v] # Kernel /\ psc[p][v] # NoTable =>
        \/ psc[p][v] = table[cr3[v]]
        \/ \E i \in Vcpu : opMm[i] = cr3[v] /\ heldTable[i] = psc[p][v] /\ Owes(i, v)

-----------------------------------------------------------------------------
(* Liveness.  A vCPU runs when it is in guest mode, or in the host in its    *)
(* own hypercall, what loading it began being done.                          *)
RunsSomehow(v) ==
    \/ mode[v] = "guest"
    \/ mode[v] = "host" /\ pc[v] = "hypercall" /\ vcpuCpu[v] = vmcsCpu[v]

Announced(i) == pc[i] \in {"pinned", "local", "remote", "hypercall"}
Returned(i)  == pc[i] \in {"returned", "grace", "idle"}

(* The steps with which i's own operation gets on, once it is pinned, as far *)
(* as every scheme has them; and those of t as a target of others.  What a   *)
(* vCPU does in one role must not count in the other.  Nor must a store that *)
(* drains: each move of an initiator brings the VMM's anew.                  *)
InitiatorStepCommon(i) ==
    \/ FlushLocal(i)
    \/ ~InHandler(i) /\ FinishLeaveMm(i)
    \/ SkipLocal(i)
    \/ \E t \in Vcpu : SendFlushIpi(i, t)

TargetStep(t) ==
    \/ TakeFlushIpi(t)
    \/ InHandler(t) /\ FinishLeaveMm(t)
    \/ \E i \in Vcpu : HandleFlush(t, i)
    \/ \E i \in Vcpu : AckFlush(t, i)

=============================================================================
