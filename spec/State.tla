------------------------------- MODULE State -------------------------------
(***************************************************************************)
(* The constants and the variables of the machine, all in one place.  The  *)
(* actions are in Hardware, Hypervisor, Guest and one module per scheme.   *)
(*                                                                         *)
(* One VM is shown.  VPIDs, address spaces and frames of different VMs are *)
(* disjoint, so that other VMs matter only in that they occupy pCPUs,      *)
(* which an absent vCPU does as well.  Left out so far: PCIDs, changes of  *)
(* the EPT.                                                                *)
(*                                                                         *)
(* Java: dev.shootdown.machine.State, which has the same variables.        *)
(***************************************************************************)
CONSTANTS
    Pcpu,       \* physical CPUs
    Vcpu,       \* virtual CPUs of the one VM shown; other VMs only keep pCPUs busy
    Space,      \* address spaces (mm_struct)
    Page,       \* virtual pages
    Frame,      \* page frames of the guest
    Table,      \* page frames that can serve as page-table pages
    NoPcpu, NoVcpu, NoEntry, NoTable,   \* "nothing", one for each kind of value
    Kernel,     \* the root of the kernel's own page table, which maps no user page
    FirstSpace, \* the address space that every vCPU has loaded at the start
    FullRanges, \* sets of pages that are flushed by dropping everything
                \* (tlb_single_page_flush_ceiling)
    Features,   \* what the model switches on: see FeatureNames
    Bugs        \* the planted bugs switched on: see each scheme

FeatureNames == {"concurrent", "migrate", "halt", "lazy", "irqs-off",
                 "protect", "tables", "evict", "move-thread", "store-buffers",
                 "walkers", "emulation", "move-page"}

ASSUME Features \subseteq FeatureNames

ASSUME NothingIsNoValue ==
    /\ NoPcpu \notin Pcpu
    /\ NoVcpu \notin Vcpu
    /\ NoTable \notin Table
    /\ Kernel \notin Space
    /\ FirstSpace \in Space

(* What a translation says: a frame and the access it gives.               *)
Access == {"rw", "ro"}
Entry  == Frame \X Access

ASSUME NoEntryIsNoEntry == NoEntry \notin Entry

-----------------------------------------------------------------------------
VARIABLES                                                     (* Hardware *)
    (* tlb[p][v][page]: the entry tagged with v's VPID that p caches.       *)
    tlb,
    (* psc[p][v]: the page-table page that p's paging-structure caches name *)
    (* for v's VPID.  Every INVLPG and CR3 write of v drops it.             *)
    psc

VARIABLES                                                   (* Hypervisor *)
    (* mode[v]: not on a pCPU; on one in the host; on one in the guest.      *)
    mode,
    (* vmcsCpu[v]: where v's VMCS was last loaded (loaded_vmcs->cpu).        *)
    vmcsCpu,
    (* vcpuCpu[v]: where the VMM says that v runs or last ran (vcpu->cpu).   *)
    (* Written after vmcsCpu; read by other pCPUs.                          *)
    vcpuCpu,
    (* flushRequest[v]: KVM_REQ_TLB_FLUSH is set.                            *)
    flushRequest,
    (* halted[v]: v executed HLT and was not woken since.                    *)
    halted,
    (* hostCall[v][p]: the request that the host code of v has with p.       *)
    hostCall

VARIABLES                                                        (* Guest *)
    (* pt[m][page]: the page-table entry.                                    *)
    pt,
    (* table[m]: the page-table page hooked into m (feature "tables").       *)
    table,
    (* cpumask[m]: mm_cpumask(m), the vCPUs to interrupt.                    *)
    cpumask,
    (* cr3[v]: the root that v has loaded.                                   *)
    cr3,
    (* activeMm[v]: cpu_tlbstate.active_mm.  Differs from cr3[v] in the      *)
    (* middle of switch_mm, and after leave_mm, when cr3[v] is the kernel's. *)
    activeMm,
    (* lazy[v]: cpu_tlbstate.state = TLBSTATE_LAZY.                          *)
    lazy,
    (* irqsOff[v]: v is in a section with interrupts off.                    *)
    irqsOff,
    (* pc[i], op[i], opMm[i]: where the operation of i stands, what it is,   *)
    (* and the address space it changes.                                     *)
    pc, op, opMm,
    (* held[i][page]: the entry that i's operation replaced.  The frames of  *)
    (* an unmap are its to free.  heldTable[i]: a table that it unhooked.    *)
    held, heldTable,
    (* targets[i]: vCPUs that i's flush must still see to.                   *)
    targets,
    (* call[i][t]: i's own call-function slot for t (csd).                   *)
    call,
    (* vector[t]: t's call-function vector is pending (one bit).             *)
    vector,
    (* ipis[i]: targets whose request is queued, whose IPI is not yet sent.  *)
    ipis

VARIABLES                                 (* Store buffers: see StoreBuffer *)
    (* pteStore[v]: the page whose entry v has stored, and other CPUs do not *)
    (* see yet (a set of at most one).  What is stored follows from op[v]    *)
    (* and held[v].                                                          *)
    pteStore,
    (* maskStore[v]: the same for v's own bit in the mask of its active_mm.  *)
    (* cpuStore[v]: the same for what the VMM stored in vcpu->cpu of v.      *)
    maskStore, cpuStore

VARIABLES                             (* what single schemes add; see there *)
    (* pvState[v]: the word that the VMM shares with the guest about v:      *)
    (* out of guest mode, in it, or out with a flush asked for.              *)
    pvState,
    (* pvFlushDue[v]: v's host code took a deferred flush from the word and  *)
    (* has not done it yet.                                                  *)
    pvFlushDue,
    (* stealUpdate[v]: KVM_REQ_STEAL_UPDATE is set.                          *)
    (* pvCopy[v]: the VMM's own copy of v's word says preempted.             *)
    stealUpdate, pvCopy,
    (* unchecked[i]: targets whose word i has not looked at yet.             *)
    (* checking[i], seen[i]: the target between read and cmpxchg, and what   *)
    (* was read.                                                             *)
    unchecked, checking, seen,
    (* askedCpu[i]: the pCPU that i's hypercall read for its current target. *)
    (* info[i]: the argument of i's host IPI: whose VPID to flush.           *)
    askedCpu, info,
    (* emulationStale[v]: v's flush generation changed since the emulation   *)
    (* in flight began.                                                      *)
    emulationStale

VARIABLES                                               (* Software walks *)
    (* walk[v]: the page-table page that a walk by v's guest code holds      *)
    (* (get_user_pages_fast), interrupts off.                                *)
    walk,
    (* graceFor[i]: the vCPUs whose walks the grace period (RCU) waits for,  *)
    (* after which the page-table page that i's operation holds is freed.    *)
    graceFor,
    (* emulation[v][page]: the translation in the hands of the VMM, which    *)
    (* emulates an instruction of v that accesses the page.                  *)
    emulation

hardwareVars   == <<tlb, psc>>
hypervisorVars == <<mode, vmcsCpu, vcpuCpu, flushRequest, halted, hostCall>>
hostVars       == <<hardwareVars, hypervisorVars>>
walkVars       == <<walk, graceFor, emulation>>
tableVars      == <<pt, table, walkVars>>
registerVars   == <<cr3, activeMm, lazy, irqsOff>>
storeVars      == <<pteStore, maskStore, cpuStore>>
cpuVars        == <<registerVars, storeVars>>
opVars         == <<pc, op, opMm, held, heldTable, targets>>
callVars       == <<call, vector, ipis>>
guestVars      == <<tableVars, cpumask, cpuVars, opVars, callVars>>
pvWordVars     == <<pvState, pvFlushDue, stealUpdate, pvCopy>>
pvFilterVars   == <<unchecked, checking, seen>>
hypercallVars  == <<askedCpu, info, emulationStale>>
schemeVars     == <<pvWordVars, pvFilterVars, hypercallVars>>
vars           == <<hardwareVars, hypervisorVars, guestVars, schemeVars>>

-----------------------------------------------------------------------------
TypeOK ==
    /\ tlb \in [Pcpu -> [Vcpu -> [Page -> Entry \cup {NoEntry}]]]
    /\ psc \in [Pcpu -> [Vcpu -> Table \cup {NoTable}]]
    /\ mode \in [Vcpu -> {"out", "host", "guest"}]
    /\ vmcsCpu \in [Vcpu -> Pcpu \cup {NoPcpu}]
    /\ vcpuCpu \in [Vcpu -> Pcpu \cup {NoPcpu}]
    /\ flushRequest \in [Vcpu -> BOOLEAN]
    /\ halted \in [Vcpu -> BOOLEAN]
    /\ hostCall \in [Vcpu -> [Pcpu -> {"free", "sent", "taken", "flushed"}]]
    /\ pt \in [Space -> [Page -> Entry \cup {NoEntry}]]
    /\ table \in [Space -> Table \cup {NoTable}]
    /\ cpumask \in [Space -> SUBSET Vcpu]
    /\ cr3 \in [Vcpu -> Space \cup {Kernel}]
    /\ activeMm \in [Vcpu -> Space]
    /\ lazy \in [Vcpu -> BOOLEAN]
    /\ irqsOff \in [Vcpu -> BOOLEAN]
    /\ pc \in [Vcpu -> {"idle", "changed", "pinned", "local", "remote", "hypercall", "returned", "grace"}]
    /\ op \in [Vcpu -> {"none", "unmap", "protect", "move"}]
    /\ opMm \in [Vcpu -> Space \cup {Kernel}]
    /\ held \in [Vcpu -> [Page -> Entry \cup {NoEntry}]]
    /\ heldTable \in [Vcpu -> Table \cup {NoTable}]
    /\ targets \in [Vcpu -> SUBSET Vcpu]
    /\ call \in [Vcpu -> [Vcpu -> {"free", "queued", "taken", "flushed"}]]
    /\ vector \in [Vcpu -> BOOLEAN]
    /\ ipis \in [Vcpu -> SUBSET Vcpu]
    /\ pteStore \in [Vcpu -> SUBSET Page]
    /\ maskStore \in [Vcpu -> BOOLEAN]
    /\ cpuStore \in [Vcpu -> BOOLEAN]
    /\ pvState \in [Vcpu -> {"out", "in", "flush"}]
    /\ pvFlushDue \in [Vcpu -> BOOLEAN]
    /\ stealUpdate \in [Vcpu -> BOOLEAN]
    /\ pvCopy \in [Vcpu -> BOOLEAN]
    /\ unchecked \in [Vcpu -> SUBSET Vcpu]
    /\ checking \in [Vcpu -> Vcpu \cup {NoVcpu}]
    /\ seen \in [Vcpu -> {"none", "out", "flush"}]
    /\ askedCpu \in [Vcpu -> Pcpu \cup {NoPcpu}]
    /\ info \in [Vcpu -> Vcpu \cup {NoVcpu}]
    /\ walk \in [Vcpu -> Table \cup {NoTable}]
    /\ graceFor \in [Vcpu -> SUBSET Vcpu]
    /\ emulation \in [Vcpu -> [Page -> Entry \cup {NoEntry}]]
    /\ emulationStale \in [Vcpu -> BOOLEAN]

(* vCPUs were never loaded, nothing is mapped or cached.                     *)
Init ==
    /\ tlb = [p \in Pcpu |-> [v \in Vcpu |-> [g \in Page |-> NoEntry]]]
    /\ psc = [p \in Pcpu |-> [v \in Vcpu |-> NoTable]]
    /\ mode = [v \in Vcpu |-> "out"]
    /\ vmcsCpu = [v \in Vcpu |-> NoPcpu]
    /\ vcpuCpu = [v \in Vcpu |-> NoPcpu]
    /\ flushRequest = [v \in Vcpu |-> FALSE]
    /\ halted = [v \in Vcpu |-> FALSE]
    /\ hostCall = [v \in Vcpu |-> [p \in Pcpu |-> "free"]]
    /\ pt = [m \in Space |-> [g \in Page |-> NoEntry]]
    /\ table = [m \in Space |-> NoTable]
    /\ cpumask = [m \in Space |-> IF m = FirstSpace THEN Vcpu ELSE {}]
    /\ cr3 = [v \in Vcpu |-> FirstSpace]
    /\ activeMm = [v \in Vcpu |-> FirstSpace]
    /\ lazy = [v \in Vcpu |-> FALSE]
    /\ irqsOff = [v \in Vcpu |-> FALSE]
    /\ pc = [v \in Vcpu |-> "idle"]
    /\ op = [v \in Vcpu |-> "none"]
    /\ opMm = [v \in Vcpu |-> Kernel]
    /\ held = [v \in Vcpu |-> [g \in Page |-> NoEntry]]
    /\ heldTable = [v \in Vcpu |-> NoTable]
    /\ targets = [v \in Vcpu |-> {}]
    /\ call = [v \in Vcpu |-> [t \in Vcpu |-> "free"]]
    /\ vector = [v \in Vcpu |-> FALSE]
    /\ ipis = [v \in Vcpu |-> {}]
    /\ pteStore = [v \in Vcpu |-> {}]
    /\ maskStore = [v \in Vcpu |-> FALSE]
    /\ cpuStore = [v \in Vcpu |-> FALSE]
    /\ pvState = [v \in Vcpu |-> "out"]
    /\ pvFlushDue = [v \in Vcpu |-> FALSE]
    /\ stealUpdate = [v \in Vcpu |-> FALSE]
    /\ pvCopy = [v \in Vcpu |-> FALSE]
    /\ unchecked = [v \in Vcpu |-> {}]
    /\ checking = [v \in Vcpu |-> NoVcpu]
    /\ seen = [v \in Vcpu |-> "none"]
    /\ askedCpu = [v \in Vcpu |-> NoPcpu]
    /\ info = [v \in Vcpu |-> NoVcpu]
    /\ walk = [v \in Vcpu |-> NoTable]
    /\ graceFor = [v \in Vcpu |-> {}]
    /\ emulation = [v \in Vcpu |-> [g \in Page |-> NoEntry]]
    /\ emulationStale = [v \in Vcpu |-> FALSE]

=============================================================================
