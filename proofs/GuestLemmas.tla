---------------------------- MODULE GuestLemmas ----------------------------
(***************************************************************************)
(* What the proofs of the schemes have in common: that the actions of      *)
(* Hardware, Hypervisor, Guest, Walkers and Emulation keep the parts of Inv *)
(* that do not depend on the scheme.                                       *)
(*                                                                         *)
(* Each lemma has the same shape.  First what the action does is put in    *)
(* words without EXCEPT: what each variable is afterwards, at every        *)
(* argument.  From that alone follows conjunct after conjunct.  Those of   *)
(* which no variable changes are kept by the lemmas named ...Frame.        *)
(***************************************************************************)
EXTENDS Emulation, TLAPS

USE NothingIsNoValue, NoEntryIsNoEntry
USE DEF hardwareVars, hypervisorVars, hostVars, walkVars, tableVars, registerVars, storeVars, cpuVars, opVars,
        callVars, guestVars, pvWordVars, pvFilterVars, hypercallVars, schemeVars, vars

(* TypeOK, variable by variable.                                             *)
TlbType == tlb \in [Pcpu -> [Vcpu -> [Page -> Entry \cup {NoEntry}]]]
PscType == psc \in [Pcpu -> [Vcpu -> Table \cup {NoTable}]]
ModeType == mode \in [Vcpu -> {"out", "host", "guest"}]
VmcsCpuType == vmcsCpu \in [Vcpu -> Pcpu \cup {NoPcpu}]
VcpuCpuType == vcpuCpu \in [Vcpu -> Pcpu \cup {NoPcpu}]
FlushRequestType == flushRequest \in [Vcpu -> BOOLEAN]
HaltedType == halted \in [Vcpu -> BOOLEAN]
HostCallType == hostCall \in [Vcpu -> [Pcpu -> {"free", "sent", "taken", "flushed"}]]
PtType == pt \in [Space -> [Page -> Entry \cup {NoEntry}]]
TableType == table \in [Space -> Table \cup {NoTable}]
CpumaskType == cpumask \in [Space -> SUBSET Vcpu]
Cr3Type == cr3 \in [Vcpu -> Space \cup {Kernel}]
ActiveMmType == activeMm \in [Vcpu -> Space]
LazyType == lazy \in [Vcpu -> BOOLEAN]
IrqsOffType == irqsOff \in [Vcpu -> BOOLEAN]
PcType == pc \in [Vcpu -> {"idle", "changed", "pinned", "local", "remote", "hypercall", "returned", "grace"}]
OpType == op \in [Vcpu -> {"none", "unmap", "protect", "move"}]
OpMmType == opMm \in [Vcpu -> Space \cup {Kernel}]
HeldType == held \in [Vcpu -> [Page -> Entry \cup {NoEntry}]]
HeldTableType == heldTable \in [Vcpu -> Table \cup {NoTable}]
TargetsType == targets \in [Vcpu -> SUBSET Vcpu]
CallType == call \in [Vcpu -> [Vcpu -> {"free", "queued", "taken", "flushed"}]]
VectorType == vector \in [Vcpu -> BOOLEAN]
IpisType == ipis \in [Vcpu -> SUBSET Vcpu]
PteStoreType == pteStore \in [Vcpu -> SUBSET Page]
MaskStoreType == maskStore \in [Vcpu -> BOOLEAN]
CpuStoreType == cpuStore \in [Vcpu -> BOOLEAN]
PvStateType == pvState \in [Vcpu -> {"out", "in", "flush"}]
PvFlushDueType == pvFlushDue \in [Vcpu -> BOOLEAN]
StealUpdateType == stealUpdate \in [Vcpu -> BOOLEAN]
PvCopyType == pvCopy \in [Vcpu -> BOOLEAN]
UncheckedType == unchecked \in [Vcpu -> SUBSET Vcpu]
CheckingType == checking \in [Vcpu -> Vcpu \cup {NoVcpu}]
SeenType == seen \in [Vcpu -> {"none", "out", "flush"}]
AskedCpuType == askedCpu \in [Vcpu -> Pcpu \cup {NoPcpu}]
InfoType == info \in [Vcpu -> Vcpu \cup {NoVcpu}]
EmulationStaleType == emulationStale \in [Vcpu -> BOOLEAN]
WalkType == walk \in [Vcpu -> Table \cup {NoTable}]
GraceForType == graceFor \in [Vcpu -> SUBSET Vcpu]
EmulationType == emulation \in [Vcpu -> [Page -> Entry \cup {NoEntry}]]

(* Of the variables that the common actions change.                          *)
GuestTypeOK ==
    /\ TlbType
    /\ PscType
    /\ ModeType
    /\ VmcsCpuType
    /\ VcpuCpuType
    /\ FlushRequestType
    /\ HaltedType
    /\ HostCallType
    /\ PtType
    /\ TableType
    /\ CpumaskType
    /\ Cr3Type
    /\ ActiveMmType
    /\ LazyType
    /\ IrqsOffType
    /\ PcType
    /\ OpType
    /\ OpMmType
    /\ HeldType
    /\ HeldTableType
    /\ TargetsType
    /\ CallType
    /\ VectorType
    /\ IpisType
    /\ PteStoreType
    /\ MaskStoreType
    /\ CpuStoreType
    /\ WalkType
    /\ GraceForType
    /\ EmulationType

(* The rest of it.                                                           *)
SchemeTypeOK ==
    /\ PvStateType
    /\ PvFlushDueType
    /\ StealUpdateType
    /\ PvCopyType
    /\ UncheckedType
    /\ CheckingType
    /\ SeenType
    /\ AskedCpuType
    /\ InfoType
    /\ EmulationStaleType

(* The parts of every scheme's Inv that are the same.                        *)
Common ==
    /\ GuestTypeOK
    /\ NoStoresWithout
    /\ NoTablesWithout
    /\ NoWalksWithout
    /\ NoEmulationWithout
    /\ NoMoveWithout
    /\ LoadedSomewhere
    /\ Published
    /\ OperationStands
    /\ RequestsStand
    /\ RootStands
    /\ InMask
    /\ StoresStand
    /\ MovesStand
    /\ WalksStand
    /\ NoEmulationInGuest

LEMMA TypeOKParts == TypeOK <=> GuestTypeOK /\ SchemeTypeOK
  BY DEF TypeOK, GuestTypeOK, SchemeTypeOK, TlbType, PscType, ModeType, VmcsCpuType, VcpuCpuType, FlushRequestType, HaltedType, HostCallType,
         PtType, TableType, CpumaskType, Cr3Type, ActiveMmType, LazyType, IrqsOffType, PcType, OpType,
         OpMmType, HeldType, HeldTableType, TargetsType, CallType, VectorType, IpisType, PteStoreType,
         MaskStoreType, CpuStoreType, PvStateType, PvFlushDueType, StealUpdateType, PvCopyType, UncheckedType,
         CheckingType, SeenType, AskedCpuType, InfoType, EmulationStaleType, WalkType, GraceForType,
         EmulationType

LEMMA NextTypeOKParts == GuestTypeOK' /\ SchemeTypeOK' => TypeOK'
  BY DEF TypeOK, GuestTypeOK, SchemeTypeOK, TlbType, PscType, ModeType, VmcsCpuType, VcpuCpuType, FlushRequestType, HaltedType, HostCallType,
         PtType, TableType, CpumaskType, Cr3Type, ActiveMmType, LazyType, IrqsOffType, PcType, OpType,
         OpMmType, HeldType, HeldTableType, TargetsType, CallType, VectorType, IpisType, PteStoreType,
         MaskStoreType, CpuStoreType, PvStateType, PvFlushDueType, StealUpdateType, PvCopyType, UncheckedType,
         CheckingType, SeenType, AskedCpuType, InfoType, EmulationStaleType, WalkType, GraceForType,
         EmulationType

(* The same at every argument, of what is used as one.                       *)
Types ==
    \A v \in Vcpu : /\ vmcsCpu[v] \in Pcpu \cup {NoPcpu}
                    /\ cr3[v] \in Space \cup {Kernel}
                    /\ activeMm[v] \in Space
                    /\ opMm[v] \in Space \cup {Kernel}
                    /\ pteStore[v] \subseteq Page

LEMMA TypesHold == GuestTypeOK => Types
  BY DEF GuestTypeOK, Types, VmcsCpuType, Cr3Type, ActiveMmType, OpMmType, PteStoreType

LEMMA ModeAt == ModeType => \A v \in Vcpu : mode[v] \in {"out", "host", "guest"}
  BY DEF ModeType

LEMMA PcAt ==
    PcType =>
        \A v \in Vcpu :
            pc[v] \in {"idle", "changed", "pinned", "local", "remote", "hypercall", "returned", "grace"}
  BY DEF PcType

LEMMA OpAt == OpType => \A v \in Vcpu : op[v] \in {"none", "unmap", "protect", "move"}
  BY DEF OpType

LEMMA CallAt == CallType => \A v, w \in Vcpu : call[v][w] \in {"free", "queued", "taken", "flushed"}
  BY DEF CallType

-----------------------------------------------------------------------------
(* Functions of functions, one value changed.                                *)

LEMMA TlbSet ==
    ASSUME TlbType, NEW p \in Pcpu, NEW v \in Vcpu, NEW e \in [Page -> Entry \cup {NoEntry}],
           tlb' = [tlb EXCEPT ![p][v] = e]
    PROVE  /\ TlbType'
           /\ \A q \in Pcpu, w \in Vcpu, h \in Page : tlb'[q][w][h] = IF q = p /\ w = v THEN e[h] ELSE tlb[q][w][h]
  BY DEF TlbType

LEMMA TlbEntrySet ==
    ASSUME TlbType, NEW p \in Pcpu, NEW v \in Vcpu, NEW g \in Page, NEW e \in Entry \cup {NoEntry},
           tlb' = [tlb EXCEPT ![p][v][g] = e]
    PROVE  /\ TlbType'
           /\ \A q \in Pcpu, w \in Vcpu, h \in Page : tlb'[q][w][h] = IF q = p /\ w = v /\ h = g THEN e ELSE tlb[q][w][h]
<1> DEFINE row == [tlb[p][v] EXCEPT ![g] = e]
<1>1. row \in [Page -> Entry \cup {NoEntry}] /\ \A h \in Page : row[h] = IF h = g THEN e ELSE tlb[p][v][h]
  BY DEF TlbType
<1>2. tlb' = [tlb EXCEPT ![p][v] = row]
  OBVIOUS
<1> HIDE DEF row
<1>3. /\ TlbType'
      /\ \A q \in Pcpu, w \in Vcpu, h \in Page : tlb'[q][w][h] = IF q = p /\ w = v THEN row[h] ELSE tlb[q][w][h]
  BY <1>1, <1>2, TlbSet
<1> QED
  BY <1>1, <1>3

LEMMA PscSet ==
    ASSUME PscType, NEW p \in Pcpu, NEW v \in Vcpu, NEW e \in Table \cup {NoTable},
           psc' = [psc EXCEPT ![p][v] = e]
    PROVE  /\ PscType'
           /\ \A q \in Pcpu, w \in Vcpu : psc'[q][w] = IF q = p /\ w = v THEN e ELSE psc[q][w]
  BY DEF PscType

LEMMA PtSet ==
    ASSUME PtType, NEW m \in Space, NEW g \in Page, NEW e \in Entry \cup {NoEntry},
           pt' = [pt EXCEPT ![m][g] = e]
    PROVE  /\ PtType'
           /\ \A n \in Space, h \in Page : pt'[n][h] = IF n = m /\ h = g THEN e ELSE pt[n][h]
  BY DEF PtType

LEMMA HeldSet ==
    ASSUME HeldType, NEW v \in Vcpu, NEW g \in Page, NEW e \in Entry \cup {NoEntry},
           held' = [held EXCEPT ![v][g] = e]
    PROVE  /\ HeldType'
           /\ \A w \in Vcpu, h \in Page : held'[w][h] = IF w = v /\ h = g THEN e ELSE held[w][h]
  BY DEF HeldType

LEMMA CallSet ==
    ASSUME CallType, NEW v \in Vcpu, NEW t \in Vcpu, NEW e \in {"free", "queued", "taken", "flushed"},
           call' = [call EXCEPT ![v][t] = e]
    PROVE  /\ CallType'
           /\ \A w \in Vcpu, u \in Vcpu : call'[w][u] = IF w = v /\ u = t THEN e ELSE call[w][u]
  BY DEF CallType

LEMMA EmulationSet ==
    ASSUME EmulationType, NEW v \in Vcpu, NEW g \in Page, NEW e \in Entry \cup {NoEntry},
           emulation' = [emulation EXCEPT ![v][g] = e]
    PROVE  /\ EmulationType'
           /\ \A w \in Vcpu, h \in Page : emulation'[w][h] = IF w = v /\ h = g THEN e ELSE emulation[w][h]
  BY DEF EmulationType

-----------------------------------------------------------------------------
(* What several actions do.                                                  *)

(* INVLPG of all pages or INVVPID: nothing of v is left on p.                *)
DropsAll(p, v) ==
    /\ \A q \in Pcpu, w \in Vcpu, h \in Page : tlb'[q][w][h] = IF q = p /\ w = v THEN NoEntry ELSE tlb[q][w][h]
    /\ \A q \in Pcpu, w \in Vcpu : psc'[q][w] = IF q = p /\ w = v THEN NoTable ELSE psc[q][w]

(* v flushes what i's operation changed: all of its entries when it is lazy, *)
(* at least those that i holds when it is not.                               *)
Flushes(v, i) ==
    /\ \A q \in Pcpu, w \in Vcpu, h \in Page :
           /\ tlb'[q][w][h] \in {NoEntry, tlb[q][w][h]}
           /\ q # vmcsCpu[v] \/ w # v => tlb'[q][w][h] = tlb[q][w][h]
           /\ q = vmcsCpu[v] /\ w = v /\ (lazy[v] \/ held[i][h] # NoEntry) => tlb'[q][w][h] = NoEntry
    /\ \A q \in Pcpu, w \in Vcpu : psc'[q][w] = IF q = vmcsCpu[v] /\ w = v THEN NoTable ELSE psc[q][w]
    /\ \A w \in Vcpu : cr3'[w] = IF w = v /\ lazy[v] THEN Kernel ELSE cr3[w]
    /\ UNCHANGED cpumask

ClearsBit(v, m) ==
    \A n \in Space, w \in Vcpu : w \in cpumask'[n] <=> w \in cpumask[n] /\ ~(n = m /\ w = v)

StoresOwnBit(v, m) ==
    \/ /\ "store-buffers" \in Features
       /\ v \notin cpumask[m]
       /\ \A w \in Vcpu : maskStore'[w] <=> w = v \/ maskStore[w]
       /\ UNCHANGED cpumask
    \/ /\ \A n \in Space, w \in Vcpu : w \in cpumask'[n] <=> w \in cpumask[n] \/ (n = m /\ w = v)
       /\ UNCHANGED maskStore

PteBecomes(m, g, entry) ==
    \A n \in Space, k \in Page : pt'[n][k] = IF n = m /\ k = g THEN entry ELSE pt[n][k]

StoresEntry(v, m, g, entry) ==
    \/ /\ "store-buffers" \in Features
       /\ \A w \in Vcpu : pteStore'[w] = IF w = v THEN {g} ELSE pteStore[w]
       /\ UNCHANGED pt
    \/ /\ "store-buffers" \notin Features
       /\ PteBecomes(m, g, entry)
       /\ UNCHANGED pteStore

HoldsEntry(i, g, entry) ==
    \A w \in Vcpu, k \in Page : held'[w][k] = IF w = i /\ k = g THEN entry ELSE held[w][k]

SlotBecomes(i, t, state) ==
    \A a, b \in Vcpu : call'[a][b] = IF a = i /\ b = t THEN state ELSE call[a][b]

Ends(i) ==
    /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "idle" ELSE pc[w]
    /\ \A w \in Vcpu : op'[w] = IF w = i THEN "none" ELSE op[w]
    /\ \A w \in Vcpu : opMm'[w] = IF w = i THEN Kernel ELSE opMm[w]

EndsIfNothingHeld(i) ==
    \/ /\ heldTable'[i] = NoTable
       /\ \A g \in Page : held'[i][g] = NoEntry
       /\ Ends(i)
    \/ /\ heldTable'[i] # NoTable \/ \E g \in Page : held'[i][g] # NoEntry
       /\ UNCHANGED <<pc, op, opMm>>

LEMMA DropAll ==
    ASSUME TlbType, PscType, NEW p \in Pcpu, NEW v \in Vcpu, DropAllEffect(p, v)
    PROVE  DropsAll(p, v) /\ TlbType' /\ PscType'
<1> DEFINE row == [g \in Page |-> NoEntry]
<1>1. row \in [Page -> Entry \cup {NoEntry}] /\ \A h \in Page : row[h] = NoEntry
  OBVIOUS
<1>2. tlb' = [tlb EXCEPT ![p][v] = row] /\ psc' = [psc EXCEPT ![p][v] = NoTable]
  BY DEF DropAllEffect
<1> HIDE DEF row
<1>3. /\ TlbType'
      /\ \A q \in Pcpu, w \in Vcpu, h \in Page : tlb'[q][w][h] = IF q = p /\ w = v THEN row[h] ELSE tlb[q][w][h]
  BY <1>1, <1>2, TlbSet
<1>4. /\ PscType'
      /\ \A q \in Pcpu, w \in Vcpu : psc'[q][w] = IF q = p /\ w = v THEN NoTable ELSE psc[q][w]
  BY <1>2, PscSet
<1> QED
  BY <1>1, <1>3, <1>4 DEF DropsAll

LEMMA Invlpg ==
    ASSUME TlbType, PscType, NEW p \in Pcpu, NEW v \in Vcpu, NEW pages, InvlpgEffect(p, v, pages)
    PROVE  /\ TlbType' /\ PscType'
           /\ \A q \in Pcpu, w \in Vcpu, h \in Page :
                  tlb'[q][w][h] = IF q = p /\ w = v /\ h \in pages THEN NoEntry ELSE tlb[q][w][h]
           /\ \A q \in Pcpu, w \in Vcpu : psc'[q][w] = IF q = p /\ w = v THEN NoTable ELSE psc[q][w]
<1> DEFINE row == [g \in Page |-> IF g \in pages THEN NoEntry ELSE tlb[p][v][g]]
<1>1. /\ row \in [Page -> Entry \cup {NoEntry}]
      /\ \A h \in Page : row[h] = IF h \in pages THEN NoEntry ELSE tlb[p][v][h]
  BY DEF TlbType
<1>2. tlb' = [tlb EXCEPT ![p][v] = row] /\ psc' = [psc EXCEPT ![p][v] = NoTable]
  BY DEF InvlpgEffect
<1> HIDE DEF row
<1>3. /\ TlbType'
      /\ \A q \in Pcpu, w \in Vcpu, h \in Page : tlb'[q][w][h] = IF q = p /\ w = v THEN row[h] ELSE tlb[q][w][h]
  BY <1>1, <1>2, TlbSet
<1>4. /\ PscType'
      /\ \A q \in Pcpu, w \in Vcpu : psc'[q][w] = IF q = p /\ w = v THEN NoTable ELSE psc[q][w]
  BY <1>2, PscSet
<1> QED
  BY <1>1, <1>3, <1>4

LEMMA Flush ==
    ASSUME Bugs = {}, TlbType, PscType, Cr3Type, NEW v \in Vcpu, NEW i \in Vcpu, vmcsCpu[v] \in Pcpu,
           NEW m, FlushEffect(v, m, FlushedPages(i))
    PROVE  Flushes(v, i) /\ TlbType' /\ PscType' /\ Cr3Type'
<1>1. CASE lazy[v]
  <2>1. cr3' = [cr3 EXCEPT ![v] = Kernel] /\ DropAllEffect(vmcsCpu[v], v) /\ UNCHANGED cpumask
    BY <1>1 DEF FlushEffect, LeavesMaskFirst, LoadKernelRootEffect
  <2>2. DropsAll(vmcsCpu[v], v) /\ TlbType' /\ PscType'
    BY <2>1, DropAll
  <2>3. Cr3Type' /\ \A w \in Vcpu : cr3'[w] = IF w = v THEN Kernel ELSE cr3[w]
    BY <2>1 DEF Cr3Type
  <2> QED
    BY <1>1, <2>1, <2>2, <2>3 DEF Flushes, DropsAll
<1>2. CASE ~lazy[v]
  <2>1. InvlpgEffect(vmcsCpu[v], v, FlushedPages(i)) /\ UNCHANGED <<cpumask, cr3>>
    BY <1>2 DEF FlushEffect
  <2>2. \A h \in Page : held[i][h] # NoEntry => h \in FlushedPages(i)
    BY DEF FlushedPages, ChangedPages
  <2>3. /\ TlbType' /\ PscType'
        /\ \A q \in Pcpu, w \in Vcpu, h \in Page :
               tlb'[q][w][h] = IF q = vmcsCpu[v] /\ w = v /\ h \in FlushedPages(i) THEN NoEntry ELSE tlb[q][w][h]
        /\ \A q \in Pcpu, w \in Vcpu : psc'[q][w] = IF q = vmcsCpu[v] /\ w = v THEN NoTable ELSE psc[q][w]
    BY <2>1, Invlpg
  <2>4. Cr3Type'
    BY <2>1 DEF Cr3Type
  <2> QED
    BY <1>2, <2>1, <2>2, <2>3, <2>4 DEF Flushes
<1> QED
  BY <1>1, <1>2

LEMMA StoreOwnBit ==
    ASSUME CpumaskType, MaskStoreType, NEW v \in Vcpu, NEW m \in Space, StoreOwnBitEffect(v, m)
    PROVE  StoresOwnBit(v, m) /\ CpumaskType' /\ MaskStoreType'
<1>1. CASE "store-buffers" \in Features /\ v \notin cpumask[m]
  <2>1. maskStore' = [maskStore EXCEPT ![v] = TRUE] /\ UNCHANGED cpumask
    BY <1>1 DEF StoreOwnBitEffect
  <2>2. MaskStoreType' /\ \A w \in Vcpu : maskStore'[w] <=> w = v \/ maskStore[w]
    BY <2>1 DEF MaskStoreType
  <2>3. CpumaskType'
    BY <2>1 DEF CpumaskType
  <2> QED
    BY <1>1, <2>1, <2>2, <2>3 DEF StoresOwnBit
<1>2. CASE ~("store-buffers" \in Features /\ v \notin cpumask[m])
  <2>1. cpumask' = [cpumask EXCEPT ![m] = @ \cup {v}] /\ UNCHANGED maskStore
    BY <1>2 DEF StoreOwnBitEffect
  <2>2. \A n \in Space : cpumask'[n] = IF n = m THEN cpumask[n] \cup {v} ELSE cpumask[n]
    BY <2>1 DEF CpumaskType
  <2>3. CpumaskType'
    BY <2>1 DEF CpumaskType
  <2>4. MaskStoreType'
    BY <2>1 DEF MaskStoreType
  <2> QED
    BY <2>1, <2>2, <2>3, <2>4 DEF StoresOwnBit
<1> QED
  BY <1>1, <1>2

LEMMA StoreEntry ==
    ASSUME PtType, PteStoreType, NEW v \in Vcpu, NEW m \in Space, NEW g \in Page, NEW e \in Entry \cup {NoEntry},
           StoreEntryEffect(v, m, g, e)
    PROVE  StoresEntry(v, m, g, e) /\ PtType' /\ PteStoreType'
<1>1. CASE "store-buffers" \in Features
  <2>1. pteStore' = [pteStore EXCEPT ![v] = {g}] /\ UNCHANGED pt
    BY <1>1 DEF StoreEntryEffect
  <2>2. PteStoreType' /\ \A w \in Vcpu : pteStore'[w] = IF w = v THEN {g} ELSE pteStore[w]
    BY <2>1 DEF PteStoreType
  <2>3. PtType'
    BY <2>1 DEF PtType
  <2> QED
    BY <1>1, <2>1, <2>2, <2>3 DEF StoresEntry
<1>2. CASE "store-buffers" \notin Features
  <2>1. pt' = [pt EXCEPT ![m][g] = e] /\ UNCHANGED pteStore
    BY <1>2 DEF StoreEntryEffect
  <2>2. PtType' /\ PteBecomes(m, g, e)
    BY <2>1, PtSet DEF PteBecomes
  <2>3. PteStoreType'
    BY <2>1 DEF PteStoreType
  <2> QED
    BY <1>2, <2>1, <2>2, <2>3 DEF StoresEntry
<1> QED
  BY <1>1, <1>2

LEMMA ClearBit ==
    ASSUME CpumaskType, NEW v \in Vcpu, NEW m \in Space, cpumask' = [cpumask EXCEPT ![m] = @ \ {v}]
    PROVE  ClearsBit(v, m) /\ CpumaskType'
<1>1. \A n \in Space : cpumask'[n] = IF n = m THEN cpumask[n] \ {v} ELSE cpumask[n]
  BY DEF CpumaskType
<1>2. CpumaskType'
  BY DEF CpumaskType
<1> QED
  BY <1>1, <1>2 DEF ClearsBit

-----------------------------------------------------------------------------
(* What nobody changes stays true.                                           *)

LEMMA TlbTypeFrame == ASSUME TlbType, UNCHANGED tlb PROVE TlbType'
  BY DEF TlbType

LEMMA PscTypeFrame == ASSUME PscType, UNCHANGED psc PROVE PscType'
  BY DEF PscType

LEMMA ModeTypeFrame == ASSUME ModeType, UNCHANGED mode PROVE ModeType'
  BY DEF ModeType

LEMMA VmcsCpuTypeFrame == ASSUME VmcsCpuType, UNCHANGED vmcsCpu PROVE VmcsCpuType'
  BY DEF VmcsCpuType

LEMMA VcpuCpuTypeFrame == ASSUME VcpuCpuType, UNCHANGED vcpuCpu PROVE VcpuCpuType'
  BY DEF VcpuCpuType

LEMMA FlushRequestTypeFrame == ASSUME FlushRequestType, UNCHANGED flushRequest PROVE FlushRequestType'
  BY DEF FlushRequestType

LEMMA HaltedTypeFrame == ASSUME HaltedType, UNCHANGED halted PROVE HaltedType'
  BY DEF HaltedType

LEMMA HostCallTypeFrame == ASSUME HostCallType, UNCHANGED hostCall PROVE HostCallType'
  BY DEF HostCallType

LEMMA PtTypeFrame == ASSUME PtType, UNCHANGED pt PROVE PtType'
  BY DEF PtType

LEMMA TableTypeFrame == ASSUME TableType, UNCHANGED table PROVE TableType'
  BY DEF TableType

LEMMA CpumaskTypeFrame == ASSUME CpumaskType, UNCHANGED cpumask PROVE CpumaskType'
  BY DEF CpumaskType

LEMMA Cr3TypeFrame == ASSUME Cr3Type, UNCHANGED cr3 PROVE Cr3Type'
  BY DEF Cr3Type

LEMMA ActiveMmTypeFrame == ASSUME ActiveMmType, UNCHANGED activeMm PROVE ActiveMmType'
  BY DEF ActiveMmType

LEMMA LazyTypeFrame == ASSUME LazyType, UNCHANGED lazy PROVE LazyType'
  BY DEF LazyType

LEMMA IrqsOffTypeFrame == ASSUME IrqsOffType, UNCHANGED irqsOff PROVE IrqsOffType'
  BY DEF IrqsOffType

LEMMA PcTypeFrame == ASSUME PcType, UNCHANGED pc PROVE PcType'
  BY DEF PcType

LEMMA OpTypeFrame == ASSUME OpType, UNCHANGED op PROVE OpType'
  BY DEF OpType

LEMMA OpMmTypeFrame == ASSUME OpMmType, UNCHANGED opMm PROVE OpMmType'
  BY DEF OpMmType

LEMMA HeldTypeFrame == ASSUME HeldType, UNCHANGED held PROVE HeldType'
  BY DEF HeldType

LEMMA HeldTableTypeFrame == ASSUME HeldTableType, UNCHANGED heldTable PROVE HeldTableType'
  BY DEF HeldTableType

LEMMA TargetsTypeFrame == ASSUME TargetsType, UNCHANGED targets PROVE TargetsType'
  BY DEF TargetsType

LEMMA CallTypeFrame == ASSUME CallType, UNCHANGED call PROVE CallType'
  BY DEF CallType

LEMMA VectorTypeFrame == ASSUME VectorType, UNCHANGED vector PROVE VectorType'
  BY DEF VectorType

LEMMA IpisTypeFrame == ASSUME IpisType, UNCHANGED ipis PROVE IpisType'
  BY DEF IpisType

LEMMA PteStoreTypeFrame == ASSUME PteStoreType, UNCHANGED pteStore PROVE PteStoreType'
  BY DEF PteStoreType

LEMMA MaskStoreTypeFrame == ASSUME MaskStoreType, UNCHANGED maskStore PROVE MaskStoreType'
  BY DEF MaskStoreType

LEMMA CpuStoreTypeFrame == ASSUME CpuStoreType, UNCHANGED cpuStore PROVE CpuStoreType'
  BY DEF CpuStoreType

LEMMA WalkTypeFrame == ASSUME WalkType, UNCHANGED walk PROVE WalkType'
  BY DEF WalkType

LEMMA GraceForTypeFrame == ASSUME GraceForType, UNCHANGED graceFor PROVE GraceForType'
  BY DEF GraceForType

LEMMA EmulationTypeFrame == ASSUME EmulationType, UNCHANGED emulation PROVE EmulationType'
  BY DEF EmulationType

LEMMA NoStoresWithoutFrame ==
    ASSUME NoStoresWithout, UNCHANGED <<pteStore, maskStore, cpuStore>>
    PROVE  NoStoresWithout'
  BY DEF NoStoresWithout

LEMMA NoTablesWithoutFrame ==
    ASSUME NoTablesWithout, UNCHANGED <<psc, table, heldTable>>
    PROVE  NoTablesWithout'
  BY DEF NoTablesWithout

LEMMA NoWalksWithoutFrame ==
    ASSUME NoWalksWithout, UNCHANGED <<pc, walk, graceFor>>
    PROVE  NoWalksWithout'
  BY DEF NoWalksWithout

LEMMA NoEmulationWithoutFrame ==
    ASSUME NoEmulationWithout, UNCHANGED <<emulation>>
    PROVE  NoEmulationWithout'
  BY DEF NoEmulationWithout

LEMMA NoMoveWithoutFrame ==
    ASSUME NoMoveWithout, UNCHANGED <<op>>
    PROVE  NoMoveWithout'
  BY DEF NoMoveWithout

LEMMA LoadedSomewhereFrame ==
    ASSUME LoadedSomewhere, UNCHANGED <<mode, vmcsCpu>>
    PROVE  LoadedSomewhere'
  BY DEF LoadedSomewhere

LEMMA PublishedFrame ==
    ASSUME Published, UNCHANGED <<mode, vmcsCpu, vcpuCpu>>
    PROVE  Published'
  BY DEF Published

LEMMA OperationStandsFrame ==
    ASSUME OperationStands, UNCHANGED <<pc, op, opMm, held, heldTable>>
    PROVE  OperationStands'
  BY DEF OperationStands

LEMMA RequestsStandFrame ==
    ASSUME RequestsStand, UNCHANGED <<pc, targets, call>>
    PROVE  RequestsStand'
  BY DEF RequestsStand

LEMMA RootStandsFrame ==
    ASSUME RootStands, UNCHANGED <<cr3, activeMm, lazy, pc, call>>
    PROVE  RootStands'
  BY DEF InHandler, RootStands

LEMMA InMaskFrame ==
    ASSUME InMask, UNCHANGED <<cpumask, cr3, activeMm, lazy, maskStore>>
    PROVE  InMask'
  BY DEF InMask

LEMMA StoresStandFrame ==
    ASSUME StoresStand, UNCHANGED <<pt, cr3, activeMm, lazy, pc, opMm, held, pteStore, maskStore>>
    PROVE  StoresStand'
  BY DEF StoresStand

LEMMA MovesStandFrame ==
    ASSUME MovesStand, UNCHANGED <<pt, op, opMm, held, pteStore>>
    PROVE  MovesStand'
  BY DEF EntryDrained, MovesStand, Names

LEMMA WalksStandFrame ==
    ASSUME WalksStand, UNCHANGED <<cr3, activeMm, lazy, irqsOff, pc, heldTable, call, walk, graceFor>>
    PROVE  WalksStand'
  BY DEF InHandler, WalksStand

LEMMA NoEmulationInGuestFrame ==
    ASSUME NoEmulationInGuest, UNCHANGED <<mode, emulation>>
    PROVE  NoEmulationInGuest'
  BY DEF Emulating, NoEmulationInGuest

LEMMA TypesUntouched ==
    /\ TlbType /\ UNCHANGED tlb => TlbType'
    /\ PscType /\ UNCHANGED psc => PscType'
    /\ ModeType /\ UNCHANGED mode => ModeType'
    /\ VmcsCpuType /\ UNCHANGED vmcsCpu => VmcsCpuType'
    /\ VcpuCpuType /\ UNCHANGED vcpuCpu => VcpuCpuType'
    /\ FlushRequestType /\ UNCHANGED flushRequest => FlushRequestType'
    /\ HaltedType /\ UNCHANGED halted => HaltedType'
    /\ HostCallType /\ UNCHANGED hostCall => HostCallType'
    /\ PtType /\ UNCHANGED pt => PtType'
    /\ TableType /\ UNCHANGED table => TableType'
    /\ CpumaskType /\ UNCHANGED cpumask => CpumaskType'
    /\ Cr3Type /\ UNCHANGED cr3 => Cr3Type'
    /\ ActiveMmType /\ UNCHANGED activeMm => ActiveMmType'
    /\ LazyType /\ UNCHANGED lazy => LazyType'
    /\ IrqsOffType /\ UNCHANGED irqsOff => IrqsOffType'
    /\ PcType /\ UNCHANGED pc => PcType'
    /\ OpType /\ UNCHANGED op => OpType'
    /\ OpMmType /\ UNCHANGED opMm => OpMmType'
    /\ HeldType /\ UNCHANGED held => HeldType'
    /\ HeldTableType /\ UNCHANGED heldTable => HeldTableType'
    /\ TargetsType /\ UNCHANGED targets => TargetsType'
    /\ CallType /\ UNCHANGED call => CallType'
    /\ VectorType /\ UNCHANGED vector => VectorType'
    /\ IpisType /\ UNCHANGED ipis => IpisType'
    /\ PteStoreType /\ UNCHANGED pteStore => PteStoreType'
    /\ MaskStoreType /\ UNCHANGED maskStore => MaskStoreType'
    /\ CpuStoreType /\ UNCHANGED cpuStore => CpuStoreType'
    /\ WalkType /\ UNCHANGED walk => WalkType'
    /\ GraceForType /\ UNCHANGED graceFor => GraceForType'
    /\ EmulationType /\ UNCHANGED emulation => EmulationType'
  BY TlbTypeFrame, PscTypeFrame, ModeTypeFrame, VmcsCpuTypeFrame, VcpuCpuTypeFrame, FlushRequestTypeFrame,
     HaltedTypeFrame, HostCallTypeFrame, PtTypeFrame, TableTypeFrame, CpumaskTypeFrame, Cr3TypeFrame,
     ActiveMmTypeFrame, LazyTypeFrame, IrqsOffTypeFrame, PcTypeFrame, OpTypeFrame, OpMmTypeFrame,
     HeldTypeFrame, HeldTableTypeFrame, TargetsTypeFrame, CallTypeFrame, VectorTypeFrame, IpisTypeFrame,
     PteStoreTypeFrame, MaskStoreTypeFrame, CpuStoreTypeFrame, WalkTypeFrame, GraceForTypeFrame,
     EmulationTypeFrame

LEMMA Untouched ==
    /\ NoStoresWithout /\ UNCHANGED <<pteStore, maskStore, cpuStore>> => NoStoresWithout'
    /\ NoTablesWithout /\ UNCHANGED <<psc, table, heldTable>> => NoTablesWithout'
    /\ NoWalksWithout /\ UNCHANGED <<pc, walk, graceFor>> => NoWalksWithout'
    /\ NoEmulationWithout /\ UNCHANGED <<emulation>> => NoEmulationWithout'
    /\ NoMoveWithout /\ UNCHANGED <<op>> => NoMoveWithout'
    /\ LoadedSomewhere /\ UNCHANGED <<mode, vmcsCpu>> => LoadedSomewhere'
    /\ Published /\ UNCHANGED <<mode, vmcsCpu, vcpuCpu>> => Published'
    /\ OperationStands /\ UNCHANGED <<pc, op, opMm, held, heldTable>> => OperationStands'
    /\ RequestsStand /\ UNCHANGED <<pc, targets, call>> => RequestsStand'
    /\ RootStands /\ UNCHANGED <<cr3, activeMm, lazy, pc, call>> => RootStands'
    /\ InMask /\ UNCHANGED <<cpumask, cr3, activeMm, lazy, maskStore>> => InMask'
    /\ StoresStand /\ UNCHANGED <<pt, cr3, activeMm, lazy, pc, opMm, held, pteStore, maskStore>> => StoresStand'
    /\ MovesStand /\ UNCHANGED <<pt, op, opMm, held, pteStore>> => MovesStand'
    /\ WalksStand /\ UNCHANGED <<cr3, activeMm, lazy, irqsOff, pc, heldTable, call, walk, graceFor>> => WalksStand'
    /\ NoEmulationInGuest /\ UNCHANGED <<mode, emulation>> => NoEmulationInGuest'
  BY NoStoresWithoutFrame, NoTablesWithoutFrame, NoWalksWithoutFrame, NoEmulationWithoutFrame,
     NoMoveWithoutFrame, LoadedSomewhereFrame, PublishedFrame, OperationStandsFrame, RequestsStandFrame,
     RootStandsFrame, InMaskFrame, StoresStandFrame, MovesStandFrame, WalksStandFrame, NoEmulationInGuestFrame

-----------------------------------------------------------------------------
(* Action by action.                                                         *)

FillTlbDoes(v, g) ==
    /\ mode[v] = "guest"
    /\ cr3[v] # Kernel
    /\ \A q \in Pcpu, w \in Vcpu, h \in Page :
           tlb'[q][w][h] = IF q = vmcsCpu[v] /\ w = v /\ h = g THEN pt[cr3[v]][g] ELSE tlb[q][w][h]
    /\ UNCHANGED <<hypervisorVars, guestVars, schemeVars, psc>>

LEMMA FillTlbKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, NEW g \in Page, FillTlb(v, g)
    PROVE  FillTlbDoes(v, g) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> vmcsCpu[v] \in Pcpu
  BY DEF Common, FillTlb, LoadedSomewhere, Types
<1> cr3[v] \in Space /\ pt[cr3[v]][g] \in Entry \cup {NoEntry}
  BY DEF Cr3Type, FillTlb, GuestTypeOK, PtType, Types
<1> /\ TlbType'
    /\ \A q \in Pcpu, w \in Vcpu, h \in Page :
           tlb'[q][w][h] = IF q = vmcsCpu[v] /\ w = v /\ h = g THEN pt[cr3[v]][g] ELSE tlb[q][w][h]
  BY TlbEntrySet
     DEF FillTlb, GuestTypeOK
<1> FillTlbDoes(v, g)
  BY DEF FillTlb, FillTlbDoes, Types
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, FillTlbDoes, GuestTypeOK

CacheTableDoes(v) ==
    /\ "tables" \in Features
    /\ mode[v] = "guest"
    /\ cr3[v] # Kernel
    /\ \A q \in Pcpu, w \in Vcpu : psc'[q][w] = IF q = vmcsCpu[v] /\ w = v THEN table[cr3[v]] ELSE psc[q][w]
    /\ UNCHANGED <<hypervisorVars, guestVars, schemeVars, tlb>>

LEMMA CacheTableKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, CacheTable(v)
    PROVE  CacheTableDoes(v) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> vmcsCpu[v] \in Pcpu
  BY DEF CacheTable, Common, LoadedSomewhere, Types
<1> cr3[v] \in Space /\ table[cr3[v]] \in Table \cup {NoTable}
  BY DEF CacheTable, Cr3Type, GuestTypeOK, TableType, Types
<1> /\ PscType'
    /\ \A q \in Pcpu, w \in Vcpu : psc'[q][w] = IF q = vmcsCpu[v] /\ w = v THEN table[cr3[v]] ELSE psc[q][w]
  BY PscSet
     DEF CacheTable, GuestTypeOK
<1> CacheTableDoes(v)
  BY DEF CacheTable, CacheTableDoes, Types
<1> NoTablesWithout'
  BY DEF CacheTableDoes, Common, NoTablesWithout, Types
<1> QED
  BY TypesUntouched, Untouched
     DEF CacheTableDoes, Common, GuestTypeOK

EvictTlbDoes(p, v, g) ==
    /\ \A q \in Pcpu, w \in Vcpu, h \in Page :
           tlb'[q][w][h] = IF q = p /\ w = v /\ h = g THEN NoEntry ELSE tlb[q][w][h]
    /\ UNCHANGED <<hypervisorVars, guestVars, schemeVars, psc>>

LEMMA EvictTlbKeeps ==
    ASSUME Bugs = {}, Common, NEW p \in Pcpu, NEW v \in Vcpu, NEW g \in Page, EvictTlb(p, v, g)
    PROVE  EvictTlbDoes(p, v, g) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> /\ TlbType'
    /\ \A q \in Pcpu, w \in Vcpu, h \in Page :
           tlb'[q][w][h] = IF q = p /\ w = v /\ h = g THEN NoEntry ELSE tlb[q][w][h]
  BY TlbEntrySet
     DEF EvictTlb, GuestTypeOK
<1> EvictTlbDoes(p, v, g)
  BY DEF EvictTlb, EvictTlbDoes, Types
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, EvictTlbDoes, GuestTypeOK

LoadVcpuDoes(v, p) ==
    /\ mode[v] = "out"
    /\ \A w \in Vcpu : ~Loaded(w, p)
    /\ \A w \in Vcpu : mode'[w] = IF w = v THEN "host" ELSE mode[w]
    /\ \A w \in Vcpu : vmcsCpu'[w] = IF w = v THEN p ELSE vmcsCpu[w]
    /\ \A w \in Vcpu : flushRequest'[w] <=> flushRequest[w] \/ (w = v /\ vmcsCpu[v] # p)
    /\ UNCHANGED <<hardwareVars, guestVars, vcpuCpu, halted, hostCall>>

LEMMA LoadVcpuKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, NEW p \in Pcpu, LoadVcpuCommon(v, p)
    PROVE  LoadVcpuDoes(v, p) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> ModeType' /\ \A w \in Vcpu : mode'[w] = IF w = v THEN "host" ELSE mode[w]
  BY DEF GuestTypeOK, LoadVcpuCommon, ModeType, Types
<1> VmcsCpuType' /\ \A w \in Vcpu : vmcsCpu'[w] = IF w = v THEN p ELSE vmcsCpu[w]
  BY DEF GuestTypeOK, LoadVcpuCommon, Types, VmcsCpuType
<1> FlushRequestType' /\ \A w \in Vcpu : flushRequest'[w] <=> flushRequest[w] \/ (w = v /\ vmcsCpu[v] # p)
  BY DEF FlushRequestType, GuestTypeOK, LoadVcpuCommon, Types
<1> LoadVcpuDoes(v, p)
  BY DEF LoadVcpuCommon, LoadVcpuDoes, Types
<1> LoadedSomewhere' /\ Published' /\ NoEmulationInGuest'
  BY DEF Common, Emulating, LoadVcpuDoes, Loaded, LoadedSomewhere, NoEmulationInGuest, Published, Types
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, LoadVcpuDoes

PublishVcpuCpuDoes(v) ==
    /\ InHost(v)
    /\ vcpuCpu[v] # vmcsCpu[v]
    /\ ~cpuStore[v]
    /\ \/ /\ "store-buffers" \in Features
          /\ \A w \in Vcpu : cpuStore'[w] <=> w = v \/ cpuStore[w]
          /\ UNCHANGED vcpuCpu
       \/ /\ \A w \in Vcpu : vcpuCpu'[w] = IF w = v THEN vmcsCpu[v] ELSE vcpuCpu[w]
          /\ UNCHANGED cpuStore
    /\ UNCHANGED <<hardwareVars, tableVars, registerVars, opVars, callVars, schemeVars, mode, vmcsCpu,
                   flushRequest, halted, hostCall, cpumask, pteStore, maskStore>>

LEMMA PublishVcpuCpuKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, PublishVcpuCpu(v)
    PROVE  PublishVcpuCpuDoes(v) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1>1. /\ InHost(v) /\ vcpuCpu[v] # vmcsCpu[v] /\ ~cpuStore[v]
      /\ UNCHANGED <<mode, vmcsCpu, flushRequest, halted, hostCall, hardwareVars, tableVars, cpumask,
                     registerVars, pteStore, maskStore, opVars, callVars, schemeVars>>
  BY DEF PublishVcpuCpu
<1>2. ASSUME "store-buffers" \in Features
      PROVE  PublishVcpuCpuDoes(v) /\ VcpuCpuType' /\ CpuStoreType'
  <2>1. cpuStore' = [cpuStore EXCEPT ![v] = TRUE] /\ UNCHANGED vcpuCpu
    BY <1>2 DEF PublishVcpuCpu, StoreVcpuCpuEffect
  <2>2. CpuStoreType' /\ \A w \in Vcpu : cpuStore'[w] <=> w = v \/ cpuStore[w]
    BY <2>1 DEF GuestTypeOK, CpuStoreType
  <2> QED
    BY <1>1, <1>2, <2>1, <2>2, TypesUntouched DEF PublishVcpuCpuDoes, GuestTypeOK
<1>3. ASSUME "store-buffers" \notin Features
      PROVE  PublishVcpuCpuDoes(v) /\ VcpuCpuType' /\ CpuStoreType'
  <2>1. vcpuCpu' = [vcpuCpu EXCEPT ![v] = vmcsCpu[v]] /\ UNCHANGED cpuStore
    BY <1>3 DEF PublishVcpuCpu, StoreVcpuCpuEffect
  <2>2. VcpuCpuType' /\ \A w \in Vcpu : vcpuCpu'[w] = IF w = v THEN vmcsCpu[v] ELSE vcpuCpu[w]
    BY <2>1 DEF GuestTypeOK, VcpuCpuType, Types
  <2> QED
    BY <1>1, <1>3, <2>1, <2>2, TypesUntouched DEF PublishVcpuCpuDoes, GuestTypeOK
<1> PublishVcpuCpuDoes(v)
  BY <1>2, <1>3
<1>4. VcpuCpuType' /\ CpuStoreType'
  BY <1>2, <1>3
<1> NoStoresWithout' /\ Published'
  BY DEF Common, InHost, InHostHandler, NoStoresWithout, PublishVcpuCpuDoes, Published, Types
<1> QED
  BY <1>4, TypesUntouched, Untouched
     DEF Common, GuestTypeOK, PublishVcpuCpuDoes

ServeRequestsDoes(v) ==
    /\ InHost(v)
    /\ vcpuCpu[v] = vmcsCpu[v]
    /\ flushRequest[v]
    /\ \A w \in Vcpu : flushRequest'[w] <=> w # v /\ flushRequest[w]
    /\ DropsAll(vmcsCpu[v], v)
    /\ UNCHANGED <<guestVars, schemeVars, mode, vmcsCpu, vcpuCpu, halted, hostCall>>

LEMMA ServeRequestsKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, ServeRequests(v)
    PROVE  ServeRequestsDoes(v) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> vmcsCpu[v] \in Pcpu
  BY DEF Common, InHost, LoadedSomewhere, ServeRequests, Types
<1> /\ TlbType'
    /\ PscType'
    /\ DropsAll(vmcsCpu[v], v)
  BY DropAll
     DEF GuestTypeOK, ServeRequests
<1> ServeRequestsDoes(v) /\ FlushRequestType'
  BY DEF FlushRequestType, GuestTypeOK, LateVcpuCpu, ServeRequests, ServeRequestsDoes, Types
<1> NoTablesWithout'
  BY DEF Common, DropsAll, InHost, InHostHandler, NoTablesWithout, ServeRequestsDoes, Types
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, ServeRequestsDoes

EnterGuestDoes(v) ==
    /\ InHost(v)
    /\ vcpuCpu[v] = vmcsCpu[v]
    /\ ~flushRequest[v]
    /\ ~Emulating(v)
    /\ \A w \in Vcpu : mode'[w] = IF w = v THEN "guest" ELSE mode[w]
    /\ UNCHANGED <<hardwareVars, guestVars, vmcsCpu, vcpuCpu, flushRequest, halted, hostCall>>

LEMMA EnterGuestKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, EnterGuestCommon(v)
    PROVE  EnterGuestDoes(v) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> EnterGuestDoes(v) /\ ModeType'
  BY DEF EnterGuestCommon, EnterGuestDoes, GuestTypeOK, LateVcpuCpu, ModeType, Types
<1> LoadedSomewhere' /\ Published' /\ NoEmulationInGuest'
  BY DEF Common, Emulating, EnterGuestDoes, InHost, InHostHandler, LoadedSomewhere, NoEmulationInGuest,
         Published, Types
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, EnterGuestDoes, GuestTypeOK

ExitGuestDoes(v) ==
    /\ mode[v] = "guest"
    /\ Drained(v)
    /\ \A w \in Vcpu : mode'[w] = IF w = v THEN "host" ELSE mode[w]
    /\ UNCHANGED <<hardwareVars, guestVars, vmcsCpu, vcpuCpu, flushRequest, halted, hostCall>>

LEMMA ExitGuestKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, ExitGuestCommon(v)
    PROVE  ExitGuestDoes(v) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> ExitGuestDoes(v) /\ ModeType'
  BY DEF ExitGuestCommon, ExitGuestDoes, GuestTypeOK, ModeType, Types
<1> LoadedSomewhere' /\ Published' /\ NoEmulationInGuest'
  BY DEF Common, Drained, Emulating, ExitGuestDoes, LoadedSomewhere, NoEmulationInGuest, Published, Types
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, ExitGuestDoes, GuestTypeOK

PreemptDoes(v) ==
    /\ InHost(v)
    /\ vcpuCpu[v] = vmcsCpu[v]
    /\ \A w \in Vcpu : mode'[w] = IF w = v THEN "out" ELSE mode[w]
    /\ UNCHANGED <<hardwareVars, guestVars, vmcsCpu, vcpuCpu, flushRequest, halted, hostCall>>

LEMMA PreemptKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, PreemptCommon(v)
    PROVE  PreemptDoes(v) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> PreemptDoes(v) /\ ModeType'
  BY DEF GuestTypeOK, ModeType, PreemptCommon, PreemptDoes, Types
<1> LoadedSomewhere' /\ Published' /\ NoEmulationInGuest'
  BY DEF Common, Emulating, InHost, InHostHandler, LoadedSomewhere, NoEmulationInGuest, PreemptDoes,
         Published, Types
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, PreemptDoes

HaltDoes(v) ==
    /\ mode[v] = "guest"
    /\ Drained(v)
    /\ \A w \in Vcpu : mode'[w] = IF w = v THEN "host" ELSE mode[w]
    /\ UNCHANGED <<hardwareVars, guestVars, vmcsCpu, vcpuCpu, flushRequest, hostCall>>

LEMMA HaltKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, HaltCommon(v)
    PROVE  HaltDoes(v) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> ModeType' /\ \A w \in Vcpu : mode'[w] = IF w = v THEN "host" ELSE mode[w]
  BY DEF GuestTypeOK, HaltCommon, ModeType, Runs, Types
<1> HaltedType'
  BY DEF GuestTypeOK, HaltCommon, HaltedType, Runs, Types
<1> HaltDoes(v)
  BY DEF HaltCommon, HaltDoes, Runs, Types
<1> LoadedSomewhere' /\ Published' /\ NoEmulationInGuest'
  BY DEF Common, Drained, Emulating, HaltDoes, LoadedSomewhere, NoEmulationInGuest, Published, Types
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, HaltDoes

WakeDoes(v) ==
    /\ TRUE
    /\ UNCHANGED <<hardwareVars, guestVars, schemeVars, mode, vmcsCpu, vcpuCpu, flushRequest, hostCall>>

LEMMA WakeKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, Wake(v)
    PROVE  WakeDoes(v) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> WakeDoes(v) /\ HaltedType'
  BY DEF GuestTypeOK, HaltedType, Types, Wake, WakeDoes
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, WakeDoes

SwitchMmDoes(v, m) ==
    /\ Schedules(v)
    /\ Drained(v)
    /\ m # activeMm[v]
    /\ \A w \in Vcpu : activeMm'[w] = IF w = v THEN m ELSE activeMm[w]
    /\ \A w \in Vcpu : lazy'[w] <=> w # v /\ lazy[w]
    /\ StoresOwnBit(v, m)
    /\ UNCHANGED <<hostVars, tableVars, opVars, callVars, schemeVars, cr3, irqsOff, pteStore, cpuStore>>

LEMMA SwitchMmKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, NEW m \in Space, SwitchMm(v, m)
    PROVE  SwitchMmDoes(v, m) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> StoresOwnBit(v, m) /\ CpumaskType' /\ MaskStoreType'
  BY StoreOwnBit
     DEF GuestTypeOK, SwitchMm
<1> ActiveMmType' /\ \A w \in Vcpu : activeMm'[w] = IF w = v THEN m ELSE activeMm[w]
  BY DEF ActiveMmType, GuestTypeOK, StoreOwnBitEffect, SwitchMm, Types
<1> LazyType' /\ \A w \in Vcpu : lazy'[w] <=> w # v /\ lazy[w]
  BY DEF GuestTypeOK, LazyType, StoreOwnBitEffect, SwitchMm, Types
<1> SwitchMmDoes(v, m)
  BY DEF StoreOwnBitEffect, SwitchMm, SwitchMmDoes, Types
<1> NoStoresWithout'
  BY DEF Common, Drained, InHandler, LeavingMm, NoStoresWithout, Runs, Schedules, Settled, StoresOwnBit,
         SwitchMmDoes, Types
<1> RootStands'
  BY DEF Common, Drained, InHandler, LeavingMm, RootStands, Runs, Schedules, Settled, StoresOwnBit,
         SwitchMmDoes, Types
<1> InMask'
  BY DEF Common, Drained, InHandler, InMask, LeavingMm, Runs, Schedules, Settled, StoresOwnBit, SwitchMmDoes,
         Types
<1> StoresStand'
  BY DEF Common, Drained, InHandler, InMask, LeavingMm, Runs, Schedules, Settled, StoresOwnBit, StoresStand,
         SwitchMmDoes, Types
<1> WalksStand'
  BY DEF Common, Drained, InHandler, LeavingMm, Runs, Schedules, Settled, StoresOwnBit, SwitchMmDoes, Types,
         WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, SwitchMmDoes

LoadCr3Does(v) ==
    /\ mode[v] = "guest"
    /\ ~lazy[v]
    /\ Drained(v)
    /\ cr3[v] # activeMm[v]
    /\ \A w \in Vcpu : cr3'[w] = IF w = v THEN activeMm[v] ELSE cr3[w]
    /\ DropsAll(vmcsCpu[v], v)
    /\ UNCHANGED <<hypervisorVars, tableVars, storeVars, opVars, callVars, schemeVars, cpumask, activeMm,
                   lazy, irqsOff>>

LEMMA LoadCr3Keeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, LoadCr3(v)
    PROVE  LoadCr3Does(v) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> vmcsCpu[v] \in Pcpu
  BY DEF Common, LoadCr3, LoadedSomewhere, Types
<1> /\ TlbType'
    /\ PscType'
    /\ DropsAll(vmcsCpu[v], v)
  BY DropAll
     DEF GuestTypeOK, LoadCr3
<1> LoadCr3Does(v) /\ Cr3Type'
  BY DEF Cr3Type, GuestTypeOK, LoadCr3, LoadCr3Does, Types
<1> NoTablesWithout'
  BY DEF Common, Drained, DropsAll, LoadCr3Does, NoTablesWithout, Types
<1> RootStands'
  BY DEF Common, Drained, DropsAll, InHandler, LoadCr3Does, RootStands, Types
<1> InMask'
  BY DEF Common, Drained, DropsAll, InMask, LoadCr3Does, Types
<1> StoresStand'
  BY DEF Common, Drained, DropsAll, LoadCr3Does, StoresStand, Types
<1> WalksStand'
  BY DEF Common, Drained, DropsAll, InHandler, LoadCr3Does, Types, WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, LoadCr3Does

ClearCpumaskDoes(v, m) ==
    /\ mode[v] = "guest"
    /\ cr3[v] = activeMm[v]
    /\ m # activeMm[v]
    /\ ClearsBit(v, m)
    /\ UNCHANGED <<hostVars, tableVars, cpuVars, opVars, callVars, schemeVars>>

LEMMA ClearCpumaskKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, NEW m \in Space, ClearCpumask(v, m)
    PROVE  ClearCpumaskDoes(v, m) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> ClearsBit(v, m) /\ CpumaskType'
  BY ClearBit
     DEF ClearCpumask, GuestTypeOK
<1> ClearCpumaskDoes(v, m)
  BY DEF ClearCpumask, ClearCpumaskDoes, Types
<1> InMask'
  BY DEF ClearCpumaskDoes, ClearsBit, Common, InMask, Types
<1> QED
  BY TypesUntouched, Untouched
     DEF ClearCpumaskDoes, Common, GuestTypeOK

EnterLazyDoes(v) ==
    /\ Schedules(v)
    /\ Drained(v)
    /\ \A w \in Vcpu : lazy'[w] <=> w = v \/ lazy[w]
    /\ UNCHANGED <<hostVars, tableVars, storeVars, opVars, callVars, schemeVars, cpumask, cr3, activeMm,
                   irqsOff>>

LEMMA EnterLazyKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, EnterLazy(v)
    PROVE  EnterLazyDoes(v) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> EnterLazyDoes(v) /\ LazyType'
  BY DEF EnterLazy, EnterLazyDoes, GuestTypeOK, LazyType, Types
<1> /\ RootStands'
    /\ InMask'
    /\ StoresStand'
    /\ WalksStand'
  BY DEF Common, Drained, EnterLazyDoes, InHandler, InMask, LeavingMm, RootStands, Runs, Schedules, Settled,
         StoresStand, Types, WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, EnterLazyDoes, GuestTypeOK

LeaveLazyDoes(v) ==
    /\ Schedules(v)
    /\ Drained(v)
    /\ lazy[v]
    /\ \A w \in Vcpu : lazy'[w] <=> w # v /\ lazy[w]
    /\ StoresOwnBit(v, activeMm[v])
    /\ UNCHANGED <<hostVars, tableVars, opVars, callVars, schemeVars, cr3, activeMm, irqsOff, pteStore,
                   cpuStore>>

LEMMA LeaveLazyKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, LeaveLazy(v)
    PROVE  LeaveLazyDoes(v) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> activeMm[v] \in Space
  BY DEF Types
<1> StoresOwnBit(v, activeMm[v]) /\ CpumaskType' /\ MaskStoreType'
  BY StoreOwnBit
     DEF GuestTypeOK, LeaveLazy
<1> LeaveLazyDoes(v) /\ LazyType'
  BY DEF GuestTypeOK, LazyType, LeaveLazy, LeaveLazyDoes, StoreOwnBitEffect, Types
<1> NoStoresWithout'
  BY DEF Common, Drained, InHandler, LeaveLazyDoes, LeavingMm, NoStoresWithout, Runs, Schedules, Settled,
         StoresOwnBit, Types
<1> RootStands'
  BY DEF Common, Drained, InHandler, LeaveLazyDoes, LeavingMm, RootStands, Runs, Schedules, Settled,
         StoresOwnBit, Types
<1> InMask'
  BY DEF Common, Drained, InHandler, InMask, LeaveLazyDoes, LeavingMm, Runs, Schedules, Settled, StoresOwnBit,
         Types
<1> StoresStand'
  BY DEF Common, Drained, InHandler, LeaveLazyDoes, LeavingMm, Runs, Schedules, Settled, StoresOwnBit,
         StoresStand, Types
<1> WalksStand'
  BY DEF Common, Drained, InHandler, LeaveLazyDoes, LeavingMm, Runs, Schedules, Settled, StoresOwnBit, Types,
         WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, LeaveLazyDoes

DisableInterruptsDoes(v) ==
    /\ \A w \in Vcpu : irqsOff'[w] <=> w = v \/ irqsOff[w]
    /\ UNCHANGED <<hostVars, tableVars, storeVars, opVars, callVars, schemeVars, cpumask, cr3, activeMm, lazy>>

LEMMA DisableInterruptsKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, DisableInterrupts(v)
    PROVE  DisableInterruptsDoes(v) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> DisableInterruptsDoes(v) /\ IrqsOffType'
  BY DEF DisableInterrupts, DisableInterruptsDoes, GuestTypeOK, IrqsOffType, Types
<1> WalksStand'
  BY DEF Common, DisableInterruptsDoes, InHandler, Types, WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, DisableInterruptsDoes, GuestTypeOK

EnableInterruptsDoes(v) ==
    /\ walk[v] = NoTable
    /\ \A w \in Vcpu : irqsOff'[w] <=> w # v /\ irqsOff[w]
    /\ UNCHANGED <<hostVars, tableVars, storeVars, opVars, callVars, schemeVars, cpumask, cr3, activeMm, lazy>>

LEMMA EnableInterruptsKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, EnableInterrupts(v)
    PROVE  EnableInterruptsDoes(v) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> EnableInterruptsDoes(v) /\ IrqsOffType'
  BY DEF EnableInterrupts, EnableInterruptsDoes, GuestTypeOK, IrqsOffType, Types
<1> WalksStand'
  BY DEF Common, EnableInterruptsDoes, InHandler, Types, WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, EnableInterruptsDoes, GuestTypeOK

MoveThreadDoes(i, j) ==
    /\ i # j
    /\ pc[i] = "changed"
    /\ Schedules(i)
    /\ Drained(i)
    /\ pc[j] = "idle"
    /\ Schedules(j)
    /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "idle" ELSE IF w = j THEN "changed" ELSE pc[w]
    /\ \A w \in Vcpu : op'[w] = IF w = i THEN "none" ELSE IF w = j THEN op[i] ELSE op[w]
    /\ \A w \in Vcpu : opMm'[w] = IF w = i THEN Kernel ELSE IF w = j THEN opMm[i] ELSE opMm[w]
    /\ \A w \in Vcpu : held'[w] = IF w = i THEN held[j] ELSE IF w = j THEN held[i] ELSE held[w]
    /\ \A w \in Vcpu : heldTable'[w] = IF w = i THEN NoTable ELSE IF w = j THEN heldTable[i] ELSE heldTable[w]
    /\ UNCHANGED <<hostVars, tableVars, cpuVars, callVars, schemeVars, cpumask, targets>>

LEMMA MoveThreadKeeps ==
    ASSUME Bugs = {}, Common, NEW i \in Vcpu, NEW j \in Vcpu, MoveThread(i, j)
    PROVE  MoveThreadDoes(i, j) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> PcType' /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "idle" ELSE IF w = j THEN "changed" ELSE pc[w]
  BY DEF GuestTypeOK, MoveThread, PcType, Types
<1> OpType' /\ \A w \in Vcpu : op'[w] = IF w = i THEN "none" ELSE IF w = j THEN op[i] ELSE op[w]
  BY DEF GuestTypeOK, MoveThread, OpType, Types
<1> OpMmType' /\ \A w \in Vcpu : opMm'[w] = IF w = i THEN Kernel ELSE IF w = j THEN opMm[i] ELSE opMm[w]
  BY DEF GuestTypeOK, MoveThread, OpMmType, Types
<1> HeldType' /\ \A w \in Vcpu : held'[w] = IF w = i THEN held[j] ELSE IF w = j THEN held[i] ELSE held[w]
  BY DEF GuestTypeOK, HeldType, MoveThread, Types
<1> HeldTableType' /\ \A w \in Vcpu : heldTable'[w] = IF w = i THEN NoTable ELSE IF w = j THEN heldTable[i] ELSE heldTable[w]
  BY DEF GuestTypeOK, HeldTableType, MoveThread, Types
<1> MoveThreadDoes(i, j)
  BY DEF MoveThread, MoveThreadDoes, Types
<1> NoTablesWithout' /\ NoWalksWithout' /\ NoMoveWithout'
  BY DEF Common, Drained, MoveThreadDoes, NoMoveWithout, NoTablesWithout, NoWalksWithout, Schedules, Types
<1> OperationStands'
  BY DEF Common, Drained, MoveThreadDoes, OperationStands, Schedules, Types
<1> RequestsStand'
  BY DEF Common, Drained, MoveThreadDoes, RequestsStand, Schedules, Types
<1> RootStands'
  BY DEF Common, Drained, InHandler, LeavingMm, MoveThreadDoes, RootStands, Runs, Schedules, Settled, Types
<1> StoresStand'
  BY DEF Common, Drained, MoveThreadDoes, Schedules, StoresStand, Types
<1> MovesStand'
  BY DEF Common, Drained, EntryDrained, MoveThreadDoes, MovesStand, Names, OperationStands, Schedules,
         StoresStand, Types
<1> WalksStand'
  BY DEF Common, Drained, InHandler, MoveThreadDoes, Schedules, Types, WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, MoveThreadDoes

MapPageDoes(i, g, f) ==
    /\ Runs(i)
    /\ pt[cr3[i]][g] = NoEntry
    /\ cr3[i] \in Space
    /\ PteBecomes(cr3[i], g, <<f, "rw">>)
    /\ UNCHANGED <<hostVars, walkVars, cpuVars, opVars, callVars, schemeVars, table, cpumask>>

LEMMA MapPageKeeps ==
    ASSUME Bugs = {}, Common, NEW i \in Vcpu, NEW g \in Page, NEW f \in Frame, MapPage(i, g, f)
    PROVE  MapPageDoes(i, g, f) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> cr3[i] \in Space
  BY DEF Common, MapPage, RootStands, Runs, Settled, Types
<1> <<f, "rw">> \in Entry \cup {NoEntry}
  BY DEF Access, Entry
<1> /\ PtType'
    /\ PteBecomes(cr3[i], g, <<f, "rw">>)
  BY PtSet
     DEF GuestTypeOK, MapPage, PteBecomes
<1> MapPageDoes(i, g, f)
  BY DEF MapPage, MapPageDoes, Types
<1> StoresStand' /\ MovesStand'
  BY DEF Common, EntryDrained, InHandler, LeavingMm, MapPageDoes, MovesStand, Names, OperationStands,
         PteBecomes, Runs, Settled, StoresStand, Types
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, MapPageDoes

HookTableDoes(i, x) ==
    /\ "tables" \in Features
    /\ table[cr3[i]] = NoTable
    /\ \A m \in Space : table'[m] = IF m = cr3[i] THEN x ELSE table[m]
    /\ UNCHANGED <<hostVars, walkVars, cpuVars, opVars, callVars, schemeVars, pt, cpumask>>

LEMMA HookTableKeeps ==
    ASSUME Bugs = {}, Common, NEW i \in Vcpu, NEW x \in Table, HookTable(i, x)
    PROVE  HookTableDoes(i, x) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> HookTableDoes(i, x) /\ TableType'
  BY DEF GuestTypeOK, HookTable, HookTableDoes, TableType, Types
<1> NoTablesWithout'
  BY DEF Common, HookTableDoes, NoTablesWithout, Types
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, HookTableDoes

ClearPteDoes(i, m, g) ==
    /\ MayChange(i, m, "unmap")
    /\ pteStore[i] = {}
    /\ EntryDrained(m, g)
    /\ pt[m][g] # NoEntry
    /\ held[i][g] = NoEntry
    /\ StoresEntry(i, m, g, NoEntry)
    /\ HoldsEntry(i, g, pt[m][g])
    /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "changed" ELSE pc[w]
    /\ \A w \in Vcpu : op'[w] = IF w = i THEN "unmap" ELSE op[w]
    /\ \A w \in Vcpu : opMm'[w] = IF w = i THEN m ELSE opMm[w]
    /\ UNCHANGED <<hostVars, walkVars, registerVars, callVars, schemeVars, table, cpumask, heldTable, targets,
                   maskStore, cpuStore>>

LEMMA ClearPteKeeps ==
    ASSUME Bugs = {}, Common, NEW i \in Vcpu, NEW m \in Space, NEW g \in Page, ClearPte(i, m, g)
    PROVE  ClearPteDoes(i, m, g) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> pt[m][g] \in Entry \cup {NoEntry}
  BY DEF GuestTypeOK, PtType
<1> /\ HeldType'
    /\ HoldsEntry(i, g, pt[m][g])
  BY HeldSet
     DEF ClearPte, GuestTypeOK, HoldsEntry
<1> /\ PtType'
    /\ PteStoreType'
    /\ StoresEntry(i, m, g, NoEntry)
  BY StoreEntry
     DEF ClearPte, GuestTypeOK
<1> PcType' /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "changed" ELSE pc[w]
  BY DEF ClearPte, GuestTypeOK, PcType, StoreEntryEffect, Types
<1> OpType' /\ \A w \in Vcpu : op'[w] = IF w = i THEN "unmap" ELSE op[w]
  BY DEF ClearPte, GuestTypeOK, OpType, StoreEntryEffect, Types
<1> OpMmType' /\ \A w \in Vcpu : opMm'[w] = IF w = i THEN m ELSE opMm[w]
  BY DEF ClearPte, GuestTypeOK, OpMmType, StoreEntryEffect, Types
<1> ClearPteDoes(i, m, g)
  BY DEF ClearPte, ClearPteDoes, StoreEntryEffect, Types
<1> NoStoresWithout' /\ NoWalksWithout' /\ NoMoveWithout'
  BY DEF ClearPteDoes, Common, HoldsEntry, MayChange, NoMoveWithout, NoStoresWithout, NoWalksWithout,
         PteBecomes, StoresEntry, Types
<1> OperationStands'
  BY DEF ClearPteDoes, Common, HoldsEntry, MayChange, OperationStands, PteBecomes, StoresEntry, Types
<1> RequestsStand'
  BY DEF ClearPteDoes, Common, HoldsEntry, MayChange, PteBecomes, RequestsStand, StoresEntry, Types
<1> RootStands'
  BY DEF ClearPteDoes, Common, HoldsEntry, InHandler, LeavingMm, MayChange, PteBecomes, RootStands, Runs,
         Settled, StoresEntry, Types
<1> StoresStand'
  BY DEF ClearPteDoes, Common, EntryDrained, HoldsEntry, MayChange, NoStoresWithout, PteBecomes, StoresEntry,
         StoresStand, Types
<1> MovesStand'
  BY PcAt
     DEF ClearPteDoes, Common, EntryDrained, GuestTypeOK, HoldsEntry, InFlight, Locked, MayChange, MovesStand,
         Names, OperationStands, PteBecomes, StoresEntry, StoresStand, Types
<1> WalksStand'
  BY DEF ClearPteDoes, Common, HoldsEntry, InHandler, MayChange, PteBecomes, StoresEntry, Types, WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF ClearPteDoes, Common, GuestTypeOK

ProtectPteDoes(i, m, g) ==
    /\ MayChange(i, m, "protect")
    /\ pteStore[i] = {}
    /\ EntryDrained(m, g)
    /\ pt[m][g] # NoEntry
    /\ held[i][g] = NoEntry
    /\ StoresEntry(i, m, g, <<pt[m][g][1], "ro">>)
    /\ <<pt[m][g][1], "ro">> # NoEntry
    /\ HoldsEntry(i, g, pt[m][g])
    /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "changed" ELSE pc[w]
    /\ \A w \in Vcpu : op'[w] = IF w = i THEN "protect" ELSE op[w]
    /\ \A w \in Vcpu : opMm'[w] = IF w = i THEN m ELSE opMm[w]
    /\ UNCHANGED <<hostVars, walkVars, registerVars, callVars, schemeVars, table, cpumask, heldTable, targets,
                   maskStore, cpuStore>>

LEMMA ProtectPteKeeps ==
    ASSUME Bugs = {}, Common, NEW i \in Vcpu, NEW m \in Space, NEW g \in Page, ProtectPte(i, m, g)
    PROVE  ProtectPteDoes(i, m, g) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> pt[m][g] \in Entry
  BY DEF GuestTypeOK, ProtectPte, PtType
<1> <<pt[m][g][1], "ro">> \in Entry
  BY DEF Access, Entry
<1> /\ HeldType'
    /\ HoldsEntry(i, g, pt[m][g])
  BY HeldSet
     DEF GuestTypeOK, HoldsEntry, ProtectPte
<1> /\ PtType'
    /\ PteStoreType'
    /\ StoresEntry(i, m, g, <<pt[m][g][1], "ro">>)
  BY StoreEntry
     DEF GuestTypeOK, ProtectPte
<1> PcType' /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "changed" ELSE pc[w]
  BY DEF GuestTypeOK, PcType, ProtectPte, StoreEntryEffect, Types
<1> OpType' /\ \A w \in Vcpu : op'[w] = IF w = i THEN "protect" ELSE op[w]
  BY DEF GuestTypeOK, OpType, ProtectPte, StoreEntryEffect, Types
<1> OpMmType' /\ \A w \in Vcpu : opMm'[w] = IF w = i THEN m ELSE opMm[w]
  BY DEF GuestTypeOK, OpMmType, ProtectPte, StoreEntryEffect, Types
<1> ProtectPteDoes(i, m, g)
  BY DEF ProtectPte, ProtectPteDoes, StoreEntryEffect, Types
<1> NoStoresWithout' /\ NoWalksWithout' /\ NoMoveWithout'
  BY DEF Common, HoldsEntry, MayChange, NoMoveWithout, NoStoresWithout, NoWalksWithout, ProtectPteDoes,
         PteBecomes, StoresEntry, Types
<1> OperationStands'
  BY DEF Common, HoldsEntry, MayChange, OperationStands, ProtectPteDoes, PteBecomes, StoresEntry, Types
<1> RequestsStand'
  BY DEF Common, HoldsEntry, MayChange, ProtectPteDoes, PteBecomes, RequestsStand, StoresEntry, Types
<1> RootStands'
  BY DEF Common, HoldsEntry, InHandler, LeavingMm, MayChange, ProtectPteDoes, PteBecomes, RootStands, Runs,
         Settled, StoresEntry, Types
<1> StoresStand'
  BY DEF Common, EntryDrained, HoldsEntry, MayChange, NoStoresWithout, ProtectPteDoes, PteBecomes,
         StoresEntry, StoresStand, Types
<1> MovesStand'
  BY PcAt
     DEF Common, EntryDrained, GuestTypeOK, HoldsEntry, InFlight, Locked, MayChange, MovesStand, Names,
         OperationStands, ProtectPteDoes, PteBecomes, StoresEntry, StoresStand, Types
<1> WalksStand'
  BY DEF Common, HoldsEntry, InHandler, MayChange, ProtectPteDoes, PteBecomes, StoresEntry, Types, WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, ProtectPteDoes

MovePteDoes(i, g, h) ==
    /\ "move-page" \in Features
    /\ pc[i] = "idle"
    /\ MayChange(i, cr3[i], "move")
    /\ Drained(i)
    /\ cr3[i] \in Space
    /\ pt[cr3[i]][g] # NoEntry
    /\ EntryDrained(cr3[i], g)
    /\ pt[cr3[i]][h] = NoEntry
    /\ \A n \in Space, k \in Page :
           pt'[n][k] = IF n = cr3[i] /\ k = g THEN NoEntry ELSE IF n = cr3[i] /\ k = h THEN pt[cr3[i]][g] ELSE pt[n][k]
    /\ HoldsEntry(i, g, pt[cr3[i]][g])
    /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "changed" ELSE pc[w]
    /\ \A w \in Vcpu : op'[w] = IF w = i THEN "move" ELSE op[w]
    /\ \A w \in Vcpu : opMm'[w] = IF w = i THEN cr3[i] ELSE opMm[w]
    /\ UNCHANGED <<hostVars, walkVars, cpuVars, callVars, schemeVars, table, cpumask, heldTable, targets>>

LEMMA MovePteKeeps ==
    ASSUME Bugs = {}, Common, NEW i \in Vcpu, NEW g \in Page, NEW h \in Page, MovePte(i, g, h)
    PROVE  MovePteDoes(i, g, h) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> cr3[i] \in Space
  BY DEF Common, MayChange, MovePte, RootStands, Runs, Settled, Types
<1> pt[cr3[i]][g] \in Entry \cup {NoEntry} /\ g # h
  BY DEF Cr3Type, GuestTypeOK, MovePte, PtType
<1> /\ HeldType'
    /\ HoldsEntry(i, g, pt[cr3[i]][g])
  BY HeldSet
     DEF GuestTypeOK, HoldsEntry, MovePte
<1> /\ PtType'
    /\ \A n \in Space, k \in Page :
           pt'[n][k] = IF n = cr3[i] /\ k = g THEN NoEntry
                       ELSE IF n = cr3[i] /\ k = h THEN pt[cr3[i]][g] ELSE pt[n][k]
  BY DEF Cr3Type, GuestTypeOK, MovePte, PtType
<1> PcType' /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "changed" ELSE pc[w]
  BY DEF GuestTypeOK, MovePte, PcType, Types
<1> OpType' /\ \A w \in Vcpu : op'[w] = IF w = i THEN "move" ELSE op[w]
  BY DEF GuestTypeOK, MovePte, OpType, Types
<1> OpMmType' /\ \A w \in Vcpu : opMm'[w] = IF w = i THEN cr3[i] ELSE opMm[w]
  BY DEF GuestTypeOK, MovePte, OpMmType, Types
<1> MovePteDoes(i, g, h)
  BY DEF MovePte, MovePteDoes, Types
<1> NoWalksWithout' /\ NoMoveWithout'
  BY DEF Common, Drained, HoldsEntry, MayChange, MovePteDoes, NoMoveWithout, NoWalksWithout, Types
<1> OperationStands'
  BY DEF Common, Drained, HoldsEntry, MayChange, MovePteDoes, OperationStands, Types
<1> RequestsStand'
  BY DEF Common, Drained, HoldsEntry, MayChange, MovePteDoes, RequestsStand, Types
<1> RootStands'
  BY DEF Common, Drained, HoldsEntry, InHandler, LeavingMm, MayChange, MovePteDoes, RootStands, Runs, Settled,
         Types
<1> StoresStand'
  BY DEF Common, Drained, EntryDrained, HoldsEntry, MayChange, MovePteDoes, OperationStands, StoresStand,
         Types
<1> MovesStand'
  BY PcAt
     DEF Common, Drained, EntryDrained, GuestTypeOK, HoldsEntry, InFlight, Locked, MayChange, MovePteDoes,
         MovesStand, Names, OperationStands, StoresStand, Types
<1> WalksStand'
  BY DEF Common, Drained, HoldsEntry, InHandler, MayChange, MovePteDoes, Types, WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, MovePteDoes

UnhookTableDoes(i, m) ==
    /\ "tables" \in Features
    /\ MayChange(i, m, "unmap")
    /\ table[m] # NoTable
    /\ heldTable[i] = NoTable
    /\ \A n \in Space : table'[n] = IF n = m THEN NoTable ELSE table[n]
    /\ \A w \in Vcpu : heldTable'[w] = IF w = i THEN table[m] ELSE heldTable[w]
    /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "changed" ELSE pc[w]
    /\ \A w \in Vcpu : op'[w] = IF w = i THEN "unmap" ELSE op[w]
    /\ \A w \in Vcpu : opMm'[w] = IF w = i THEN m ELSE opMm[w]
    /\ UNCHANGED <<hostVars, walkVars, cpuVars, callVars, schemeVars, pt, cpumask, held, targets>>

LEMMA UnhookTableKeeps ==
    ASSUME Bugs = {}, Common, NEW i \in Vcpu, NEW m \in Space, UnhookTable(i, m)
    PROVE  UnhookTableDoes(i, m) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> TableType' /\ \A n \in Space : table'[n] = IF n = m THEN NoTable ELSE table[n]
  BY DEF GuestTypeOK, TableType, Types, UnhookTable
<1> HeldTableType' /\ \A w \in Vcpu : heldTable'[w] = IF w = i THEN table[m] ELSE heldTable[w]
  BY DEF GuestTypeOK, HeldTableType, TableType, Types, UnhookTable
<1> PcType' /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "changed" ELSE pc[w]
  BY DEF GuestTypeOK, PcType, TableType, Types, UnhookTable
<1> OpType' /\ \A w \in Vcpu : op'[w] = IF w = i THEN "unmap" ELSE op[w]
  BY DEF GuestTypeOK, OpType, TableType, Types, UnhookTable
<1> OpMmType' /\ \A w \in Vcpu : opMm'[w] = IF w = i THEN m ELSE opMm[w]
  BY DEF GuestTypeOK, OpMmType, TableType, Types, UnhookTable
<1> UnhookTableDoes(i, m)
  BY DEF TableType, Types, UnhookTable, UnhookTableDoes
<1> NoTablesWithout' /\ NoWalksWithout' /\ NoMoveWithout'
  BY DEF Common, MayChange, NoMoveWithout, NoTablesWithout, NoWalksWithout, Types, UnhookTableDoes
<1> OperationStands'
  BY DEF Common, MayChange, OperationStands, Types, UnhookTableDoes
<1> RequestsStand'
  BY DEF Common, MayChange, RequestsStand, Types, UnhookTableDoes
<1> RootStands'
  BY DEF Common, InHandler, LeavingMm, MayChange, RootStands, Runs, Settled, Types, UnhookTableDoes
<1> StoresStand'
  BY DEF Common, MayChange, StoresStand, Types, UnhookTableDoes
<1> MovesStand'
  BY PcAt
     DEF Common, EntryDrained, GuestTypeOK, InFlight, Locked, MayChange, MovesStand, Names, OperationStands,
         Types, UnhookTableDoes
<1> WalksStand'
  BY DEF Common, InHandler, MayChange, Types, UnhookTableDoes, WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, UnhookTableDoes

PinThreadDoes(i) ==
    /\ Runs(i)
    /\ pc[i] = "changed"
    /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "pinned" ELSE pc[w]
    /\ UNCHANGED <<hostVars, tableVars, cpuVars, callVars, schemeVars, cpumask, op, opMm, held, heldTable,
                   targets>>

LEMMA PinThreadKeeps ==
    ASSUME Bugs = {}, Common, NEW i \in Vcpu, PinThread(i)
    PROVE  PinThreadDoes(i) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> PinThreadDoes(i) /\ PcType'
  BY DEF GuestTypeOK, PcType, PinThread, PinThreadDoes, Types
<1> /\ NoWalksWithout'
    /\ OperationStands'
    /\ RequestsStand'
    /\ RootStands'
    /\ StoresStand'
    /\ WalksStand'
  BY DEF Common, InHandler, LeavingMm, NoWalksWithout, OperationStands, PinThreadDoes, RequestsStand,
         RootStands, Runs, Settled, StoresStand, Types, WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, PinThreadDoes

FlushLocalDoes(i) ==
    /\ Runs(i)
    /\ mode[i] = "guest"
    /\ pc[i] = "pinned"
    /\ Drained(i)
    /\ activeMm[i] = opMm[i]
    /\ Flushes(i, i)
    /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "local" ELSE pc[w]
    /\ UNCHANGED <<hypervisorVars, tableVars, storeVars, callVars, schemeVars, activeMm, lazy, irqsOff, op,
                   opMm, held, heldTable, targets>>

LEMMA FlushLocalKeeps ==
    ASSUME Bugs = {}, Common, NEW i \in Vcpu, FlushLocal(i)
    PROVE  FlushLocalDoes(i) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> vmcsCpu[i] \in Pcpu
  BY DEF Common, FlushLocal, LoadedSomewhere, Runs, Types
<1> /\ TlbType'
    /\ PscType'
    /\ Cr3Type'
    /\ Flushes(i, i)
  BY Flush
     DEF FlushLocal, GuestTypeOK
<1> CpumaskType'
  BY TypesUntouched
     DEF Flushes, GuestTypeOK
<1> FlushLocalDoes(i) /\ PcType'
  BY DEF FlushLocal, FlushLocalDoes, GuestTypeOK, PcType, Runs, Types
<1> NoTablesWithout' /\ NoWalksWithout'
  BY DEF Common, Drained, FlushLocalDoes, Flushes, NoTablesWithout, NoWalksWithout, Types
<1> OperationStands'
  BY DEF Common, Drained, FlushLocalDoes, Flushes, OperationStands, Types
<1> RequestsStand'
  BY DEF Common, Drained, FlushLocalDoes, Flushes, RequestsStand, Types
<1> RootStands'
  BY DEF Common, Drained, FlushLocalDoes, Flushes, InHandler, LeavingMm, RootStands, Runs, Settled, Types
<1> InMask'
  BY DEF Common, Drained, FlushLocalDoes, Flushes, InHandler, InMask, LeavingMm, Runs, Settled, Types
<1> StoresStand'
  BY DEF Common, Drained, FlushLocalDoes, Flushes, StoresStand, Types
<1> WalksStand'
  BY DEF Common, Drained, FlushLocalDoes, Flushes, InHandler, Types, WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, FlushLocalDoes, GuestTypeOK

FinishLeaveMmDoes(v) ==
    /\ mode[v] = "guest"
    /\ LeavingMm(v)
    /\ ClearsBit(v, activeMm[v])
    /\ UNCHANGED <<tlb, psc, cr3>>
    /\ UNCHANGED <<hypervisorVars, tableVars, storeVars, opVars, callVars, schemeVars, activeMm, lazy, irqsOff>>

LEMMA FinishLeaveMmKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, FinishLeaveMm(v)
    PROVE  FinishLeaveMmDoes(v) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> activeMm[v] \in Space
  BY DEF Types
<1> cpumask' = [cpumask EXCEPT ![activeMm[v]] = @ \ {v}] /\ UNCHANGED <<tlb, psc, cr3>>
  BY DEF ClearOwnBitEffect, FinishLeaveMm, LeavesMaskFirst
<1> ClearsBit(v, activeMm[v]) /\ CpumaskType'
  BY ClearBit
     DEF GuestTypeOK
<1> TlbType' /\ PscType' /\ Cr3Type'
  BY TypesUntouched
     DEF GuestTypeOK
<1> FinishLeaveMmDoes(v)
  BY DEF ClearOwnBitEffect, FinishLeaveMm, FinishLeaveMmDoes, LeavesMaskFirst, Types
<1> /\ NoTablesWithout'
    /\ RootStands'
    /\ InMask'
    /\ StoresStand'
    /\ WalksStand'
  BY DEF ClearsBit, Common, FinishLeaveMmDoes, InHandler, InMask, LeavingMm, NoTablesWithout, RootStands,
         StoresStand, Types, WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, FinishLeaveMmDoes, GuestTypeOK

SkipLocalDoes(i) ==
    /\ Runs(i)
    /\ pc[i] = "pinned"
    /\ Drained(i)
    /\ activeMm[i] # opMm[i]
    /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "local" ELSE pc[w]
    /\ UNCHANGED <<hostVars, tableVars, cpuVars, callVars, schemeVars, cpumask, op, opMm, held, heldTable,
                   targets>>

LEMMA SkipLocalKeeps ==
    ASSUME Bugs = {}, Common, NEW i \in Vcpu, SkipLocal(i)
    PROVE  SkipLocalDoes(i) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> SkipLocalDoes(i) /\ PcType'
  BY DEF GuestTypeOK, PcType, SkipLocal, SkipLocalDoes, Types
<1> /\ NoWalksWithout'
    /\ OperationStands'
    /\ RequestsStand'
    /\ RootStands'
    /\ StoresStand'
    /\ WalksStand'
  BY DEF Common, Drained, InHandler, LeavingMm, NoWalksWithout, OperationStands, RequestsStand, RootStands,
         Runs, Settled, SkipLocalDoes, StoresStand, Types, WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, SkipLocalDoes

ReadCpumaskDoes(i) ==
    /\ Runs(i)
    /\ mode[i] = "guest"
    /\ pc[i] = "local"
    /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "remote" ELSE pc[w]
    /\ \A w \in Vcpu : targets'[w] = IF w = i THEN cpumask[opMm[i]] \ {i} ELSE targets[w]
    /\ UNCHANGED <<hostVars, tableVars, cpuVars, callVars, cpumask, op, opMm, held, heldTable>>

LEMMA ReadCpumaskKeeps ==
    ASSUME Bugs = {}, Common, NEW i \in Vcpu, ReadCpumaskCommon(i)
    PROVE  ReadCpumaskDoes(i) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> PcType' /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "remote" ELSE pc[w]
  BY DEF Common, CpumaskType, GuestTypeOK, OperationStands, PcType, ReadCpumaskCommon, Runs, Types
<1> TargetsType' /\ \A w \in Vcpu : targets'[w] = IF w = i THEN cpumask[opMm[i]] \ {i} ELSE targets[w]
  BY DEF Common, CpumaskType, GuestTypeOK, OperationStands, ReadCpumaskCommon, Runs, TargetsType, Types
<1> ReadCpumaskDoes(i)
  BY DEF Common, CpumaskType, OperationStands, ReadCpumaskCommon, ReadCpumaskDoes, Runs, Types
<1> NoWalksWithout'
  BY DEF Common, NoWalksWithout, ReadCpumaskDoes, Types
<1> OperationStands'
  BY DEF Common, OperationStands, ReadCpumaskDoes, Types
<1> RequestsStand'
  BY DEF Common, ReadCpumaskDoes, RequestsStand, Types
<1> RootStands'
  BY DEF Common, InHandler, LeavingMm, ReadCpumaskDoes, RootStands, Runs, Settled, Types
<1> StoresStand'
  BY DEF Common, ReadCpumaskDoes, StoresStand, Types
<1> WalksStand'
  BY DEF Common, InHandler, ReadCpumaskDoes, Types, WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, ReadCpumaskDoes

FinishFlushDoes(i) ==
    /\ Runs(i)
    /\ pc[i] = "remote"
    /\ Drained(i)
    /\ targets[i] = {}
    /\ \A t \in Vcpu : call[i][t] = "free"
    /\ \/ /\ op[i] = "unmap"
          /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "returned" ELSE pc[w]
          /\ UNCHANGED <<op, opMm, held>>
       \/ /\ op[i] = "unmap" => heldTable[i] = NoTable /\ \A g \in Page : held[i][g] = NoEntry
          /\ Ends(i)
          /\ \A w \in Vcpu, g \in Page : held'[w][g] = IF w = i THEN NoEntry ELSE held[w][g]
    /\ UNCHANGED <<hostVars, tableVars, cpuVars, callVars, cpumask, heldTable, targets>>

LEMMA FinishFlushKeeps ==
    ASSUME Bugs = {}, Common, NEW i \in Vcpu, FinishFlushCommon(i)
    PROVE  FinishFlushDoes(i) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1>1. ASSUME op[i] = "unmap" /\ (ChangedPages(i) # {} \/ heldTable[i] # NoTable)
      PROVE  FinishFlushDoes(i) /\ PcType' /\ OpType' /\ OpMmType' /\ HeldType'
  <2>1. pc' = [pc EXCEPT ![i] = "returned"] /\ UNCHANGED <<op, opMm, held>>
    BY <1>1 DEF FinishFlushCommon
  <2>2. PcType' /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "returned" ELSE pc[w]
    BY <2>1 DEF GuestTypeOK, PcType
  <2> QED
    BY <1>1, <2>1, <2>2, TypesUntouched DEF FinishFlushCommon, FinishFlushDoes, GuestTypeOK
<1>2. ASSUME ~(op[i] = "unmap" /\ (ChangedPages(i) # {} \/ heldTable[i] # NoTable))
      PROVE  FinishFlushDoes(i) /\ PcType' /\ OpType' /\ OpMmType' /\ HeldType'
  <2> DEFINE row == [g \in Page |-> NoEntry]
  <2>1. /\ pc' = [pc EXCEPT ![i] = "idle"]
        /\ op' = [op EXCEPT ![i] = "none"]
        /\ opMm' = [opMm EXCEPT ![i] = Kernel]
        /\ held' = [held EXCEPT ![i] = row]
    BY <1>2 DEF FinishFlushCommon
  <2>2. PcType' /\ OpType' /\ OpMmType' /\ Ends(i)
    BY <2>1 DEF GuestTypeOK, PcType, OpType, OpMmType, Ends
  <2>3. row \in [Page -> Entry \cup {NoEntry}] /\ \A g \in Page : row[g] = NoEntry
    OBVIOUS
  <2> HIDE DEF row
  <2>4. HeldType' /\ \A w \in Vcpu : held'[w] = IF w = i THEN row ELSE held[w]
    BY <2>1, <2>3 DEF GuestTypeOK, HeldType
  <2>5. op[i] = "unmap" => heldTable[i] = NoTable /\ \A g \in Page : held[i][g] = NoEntry
    BY <1>2 DEF ChangedPages
  <2> QED
    BY <2>2, <2>3, <2>4, <2>5 DEF FinishFlushCommon, FinishFlushDoes
<1> FinishFlushDoes(i)
  BY <1>1, <1>2
<1>3. HeldType' /\ PcType' /\ OpType' /\ OpMmType'
  BY <1>1, <1>2
<1> NoWalksWithout' /\ NoMoveWithout'
  BY DEF Common, Drained, Ends, FinishFlushDoes, NoMoveWithout, NoWalksWithout, Types
<1> OperationStands'
  BY DEF Common, Drained, Ends, FinishFlushDoes, OperationStands, Types
<1> RequestsStand'
  BY DEF Common, Drained, Ends, FinishFlushDoes, RequestsStand, Types
<1> RootStands'
  BY DEF Common, Drained, Ends, FinishFlushDoes, InHandler, LeavingMm, RootStands, Runs, Settled, Types
<1> StoresStand'
  BY DEF Common, Drained, Ends, FinishFlushDoes, StoresStand, Types
<1> MovesStand'
  BY DEF Common, Drained, Ends, EntryDrained, FinishFlushDoes, MovesStand, Names, Types
<1> WalksStand'
  BY DEF Common, Drained, Ends, FinishFlushDoes, InHandler, Types, WalksStand
<1> QED
  BY <1>3, TypesUntouched, Untouched
     DEF Common, FinishFlushDoes, GuestTypeOK

FreeFrameDoes(i, g) ==
    /\ Runs(i)
    /\ pc[i] \in {"returned", "grace"}
    /\ held[i][g] # NoEntry
    /\ HoldsEntry(i, g, NoEntry)
    /\ EndsIfNothingHeld(i)
    /\ UNCHANGED <<hostVars, tableVars, cpuVars, callVars, schemeVars, cpumask, heldTable, targets>>

LEMMA FreeFrameKeeps ==
    ASSUME Bugs = {}, Common, NEW i \in Vcpu, NEW g \in Page, FreeFrame(i, g)
    PROVE  FreeFrameDoes(i, g) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1>1. HeldType' /\ HoldsEntry(i, g, NoEntry)
  BY HeldSet DEF FreeFrame, GuestTypeOK, HoldsEntry
<1>2. ChangedPages(i) = {g} <=> \A k \in Page : held'[i][k] = NoEntry
  BY <1>1 DEF FreeFrame, HoldsEntry, ChangedPages
<1>3. EndsIfNothingHeld(i) /\ PcType' /\ OpType' /\ OpMmType'
  BY <1>2 DEF FreeFrame, EndIfNothingHeld, EndsIfNothingHeld, Ends, GuestTypeOK, PcType, OpType, OpMmType
<1> FreeFrameDoes(i, g)
  BY <1>1, <1>3 DEF FreeFrame, FreeFrameDoes
<1>4. HeldType' /\ PcType' /\ OpType' /\ OpMmType'
  BY <1>1, <1>3
<1> NoWalksWithout' /\ NoMoveWithout'
  BY DEF Common, Ends, EndsIfNothingHeld, FreeFrameDoes, HoldsEntry, NoMoveWithout, NoWalksWithout, Types
<1> OperationStands'
  BY DEF Common, Ends, EndsIfNothingHeld, FreeFrameDoes, HoldsEntry, OperationStands, Types
<1> RequestsStand'
  BY DEF Common, Ends, EndsIfNothingHeld, FreeFrameDoes, HoldsEntry, RequestsStand, Types
<1> RootStands'
  BY DEF Common, Ends, EndsIfNothingHeld, FreeFrameDoes, HoldsEntry, InHandler, LeavingMm, RootStands, Runs,
         Settled, Types
<1> StoresStand'
  BY DEF Common, Ends, EndsIfNothingHeld, FreeFrameDoes, HoldsEntry, StoresStand, Types
<1> MovesStand'
  BY DEF Common, Ends, EndsIfNothingHeld, EntryDrained, FreeFrameDoes, HoldsEntry, MovesStand, Names,
         OperationStands, Types
<1> WalksStand'
  BY DEF Common, Ends, EndsIfNothingHeld, FreeFrameDoes, HoldsEntry, InHandler, Types, WalksStand
<1> QED
  BY <1>4, TypesUntouched, Untouched
     DEF Common, FreeFrameDoes, GuestTypeOK

FreeTableDoes(i) ==
    /\ Runs(i)
    /\ heldTable[i] # NoTable
    /\ pc[i] \in {"returned", "grace"}
    /\ graceFor[i] = {}
    /\ \A w \in Vcpu : heldTable'[w] = IF w = i THEN NoTable ELSE heldTable[w]
    /\ EndsIfNothingHeld(i)
    /\ UNCHANGED <<hostVars, tableVars, cpuVars, callVars, cpumask, held, targets>>

LEMMA FreeTableKeeps ==
    ASSUME Bugs = {}, Common, NEW i \in Vcpu, FreeTableCommon(i)
    PROVE  FreeTableDoes(i) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1>1. HeldTableType' /\ \A w \in Vcpu : heldTable'[w] = IF w = i THEN NoTable ELSE heldTable[w]
  BY DEF FreeTableCommon, GuestTypeOK, HeldTableType
<1>2. pc[i] \in {"returned", "grace"}
  BY DEF FreeTableCommon
<1>3. ChangedPages(i) = {} <=> \A k \in Page : held'[i][k] = NoEntry
  BY DEF FreeTableCommon, ChangedPages
<1>4. EndsIfNothingHeld(i) /\ PcType' /\ OpType' /\ OpMmType'
  BY <1>1, <1>2, <1>3
     DEF FreeTableCommon, EndIfNothingHeld, EndsIfNothingHeld, Ends, GuestTypeOK, PcType, OpType, OpMmType
<1> FreeTableDoes(i)
  BY <1>1, <1>2, <1>4 DEF FreeTableCommon, FreeTableDoes
<1>5. HeldTableType' /\ PcType' /\ OpType' /\ OpMmType'
  BY <1>1, <1>4
<1> NoTablesWithout' /\ NoWalksWithout' /\ NoMoveWithout'
  BY DEF Common, Ends, EndsIfNothingHeld, FreeTableDoes, NoMoveWithout, NoTablesWithout, NoWalksWithout, Types
<1> OperationStands'
  BY DEF Common, Ends, EndsIfNothingHeld, FreeTableDoes, OperationStands, Types
<1> RequestsStand'
  BY DEF Common, Ends, EndsIfNothingHeld, FreeTableDoes, RequestsStand, Types
<1> RootStands'
  BY DEF Common, Ends, EndsIfNothingHeld, FreeTableDoes, InHandler, LeavingMm, RootStands, Runs, Settled,
         Types
<1> StoresStand'
  BY DEF Common, Ends, EndsIfNothingHeld, FreeTableDoes, StoresStand, Types
<1> MovesStand'
  BY DEF Common, Ends, EndsIfNothingHeld, EntryDrained, FreeTableDoes, MovesStand, Names, OperationStands,
         Types
<1> WalksStand'
  BY DEF Common, Ends, EndsIfNothingHeld, FreeTableDoes, InHandler, Types, WalksStand
<1> QED
  BY <1>5, TypesUntouched, Untouched
     DEF Common, FreeTableDoes, GuestTypeOK

QueueCallDoes(i, t) ==
    /\ Runs(i)
    /\ pc[i] = "remote"
    /\ Drained(i)
    /\ t \in targets[i]
    /\ call[i][t] = "free"
    /\ SlotBecomes(i, t, "queued")
    /\ \A w \in Vcpu : targets'[w] = IF w = i THEN targets[i] \ {t} ELSE targets[w]
    /\ UNCHANGED <<hostVars, tableVars, cpuVars, cpumask, pc, op, opMm, held, heldTable, vector>>

LEMMA QueueCallKeeps ==
    ASSUME Bugs = {}, Common, NEW i \in Vcpu, NEW t \in Vcpu, QueueCallCommon(i, t)
    PROVE  QueueCallDoes(i, t) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> /\ CallType'
    /\ SlotBecomes(i, t, "queued")
  BY CallSet
     DEF GuestTypeOK, QueueCallCommon, SlotBecomes
<1> TargetsType' /\ \A w \in Vcpu : targets'[w] = IF w = i THEN targets[i] \ {t} ELSE targets[w]
  BY DEF GuestTypeOK, QueueCallCommon, TargetsType, Types
<1> IpisType'
  BY DEF GuestTypeOK, IpisType, QueueCallCommon, Types
<1> QueueCallDoes(i, t)
  BY DEF QueueCallCommon, QueueCallDoes, Types
<1> RequestsStand'
  BY DEF Common, Drained, QueueCallDoes, RequestsStand, SlotBecomes, Types
<1> RootStands'
  BY DEF Common, Drained, InHandler, LeavingMm, QueueCallDoes, RootStands, Runs, Settled, SlotBecomes, Types
<1> WalksStand'
  BY DEF Common, Drained, InHandler, QueueCallDoes, SlotBecomes, Types, WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, QueueCallDoes

SendFlushIpiDoes(i, t) ==
    /\ TRUE
    /\ UNCHANGED <<hostVars, tableVars, cpuVars, opVars, schemeVars, cpumask, call>>

LEMMA SendFlushIpiKeeps ==
    ASSUME Bugs = {}, Common, NEW i \in Vcpu, NEW t \in Vcpu, SendFlushIpi(i, t)
    PROVE  SendFlushIpiDoes(i, t) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> VectorType'
  BY DEF GuestTypeOK, SendFlushIpi, Types, VectorType
<1> IpisType'
  BY DEF GuestTypeOK, IpisType, SendFlushIpi, Types
<1> SendFlushIpiDoes(i, t)
  BY DEF SendFlushIpi, SendFlushIpiDoes, Types
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, SendFlushIpiDoes

TakeFlushIpiDoes(t) ==
    /\ Runs(t)
    /\ ~irqsOff[t]
    /\ Drained(t)
    /\ \A a, b \in Vcpu : call'[a][b] = IF b = t /\ call[a][b] = "queued" THEN "taken" ELSE call[a][b]
    /\ UNCHANGED <<hostVars, tableVars, cpuVars, opVars, schemeVars, cpumask, ipis>>

LEMMA TakeFlushIpiKeeps ==
    ASSUME Bugs = {}, Common, NEW t \in Vcpu, TakeFlushIpi(t)
    PROVE  TakeFlushIpiDoes(t) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> /\ CallType'
    /\ \A a, b \in Vcpu : call'[a][b] = IF b = t /\ call[a][b] = "queued" THEN "taken" ELSE call[a][b]
  BY DEF CallType, Common, GuestTypeOK, TakeFlushIpi
<1> TakeFlushIpiDoes(t) /\ VectorType'
  BY DEF GuestTypeOK, TakeFlushIpi, TakeFlushIpiDoes, Types, VectorType
<1> RequestsStand'
  BY DEF Common, Drained, InHandler, LeavingMm, RequestsStand, Runs, Settled, TakeFlushIpiDoes, Types
<1> RootStands'
  BY DEF Common, Drained, InHandler, LeavingMm, RootStands, Runs, Settled, TakeFlushIpiDoes, Types
<1> WalksStand'
  BY DEF Common, Drained, InHandler, LeavingMm, Runs, Settled, TakeFlushIpiDoes, Types, WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, TakeFlushIpiDoes

HandleFlushDoes(t, i) ==
    /\ mode[t] = "guest"
    /\ ~LeavingMm(t)
    /\ call[i][t] = "taken"
    /\ SlotBecomes(i, t, "flushed")
    /\ \/ opMm[i] = activeMm[t] /\ Flushes(t, i)
       \/ opMm[i] # activeMm[t] /\ UNCHANGED <<tlb, psc, cpumask, cr3>>
    /\ UNCHANGED <<hypervisorVars, tableVars, storeVars, opVars, schemeVars, activeMm, lazy, irqsOff, vector,
                   ipis>>

LEMMA HandleFlushKeeps ==
    ASSUME Bugs = {}, Common, NEW t \in Vcpu, NEW i \in Vcpu, HandleFlush(t, i)
    PROVE  HandleFlushDoes(t, i) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1>1. vmcsCpu[t] \in Pcpu
  BY DEF Common, HandleFlush, LoadedSomewhere, Types
<1>2. CallType' /\ SlotBecomes(i, t, "flushed")
  BY CallSet DEF GuestTypeOK, HandleFlush, SlotBecomes
<1>3. ASSUME opMm[i] = activeMm[t]
      PROVE  HandleFlushDoes(t, i) /\ TlbType' /\ PscType' /\ Cr3Type' /\ CpumaskType'
  <2>1. FlushEffect(t, opMm[i], FlushedPages(i))
    BY <1>3 DEF HandleFlush
  <2>2. Flushes(t, i) /\ TlbType' /\ PscType' /\ Cr3Type'
    BY <1>1, <2>1, Flush DEF GuestTypeOK
  <2>3. CpumaskType'
    BY <2>2, TypesUntouched DEF Flushes, GuestTypeOK
  <2> QED
    BY <1>2, <1>3, <2>2, <2>3 DEF HandleFlush, HandleFlushDoes
<1>4. ASSUME opMm[i] # activeMm[t]
      PROVE  HandleFlushDoes(t, i) /\ TlbType' /\ PscType' /\ Cr3Type' /\ CpumaskType'
  <2>1. UNCHANGED <<tlb, psc, cpumask, cr3>>
    BY <1>4 DEF HandleFlush
  <2>2. TlbType' /\ PscType' /\ Cr3Type' /\ CpumaskType'
    BY <2>1, TypesUntouched DEF GuestTypeOK
  <2> QED
    BY <1>2, <1>4, <2>1, <2>2 DEF HandleFlush, HandleFlushDoes
<1> HandleFlushDoes(t, i)
  BY <1>3, <1>4
<1>5. CallType' /\ TlbType' /\ PscType' /\ Cr3Type' /\ CpumaskType'
  BY <1>2, <1>3, <1>4
<1> NoTablesWithout'
  BY DEF Common, Flushes, HandleFlushDoes, LeavingMm, NoTablesWithout, SlotBecomes, Types
<1> RequestsStand'
  BY DEF Common, Flushes, HandleFlushDoes, LeavingMm, RequestsStand, SlotBecomes, Types
<1> RootStands'
  BY DEF Common, Flushes, HandleFlushDoes, InHandler, LeavingMm, RootStands, SlotBecomes, Types
<1> InMask'
  BY DEF Common, Flushes, HandleFlushDoes, InMask, LeavingMm, SlotBecomes, Types
<1> StoresStand'
  BY DEF Common, Flushes, HandleFlushDoes, LeavingMm, SlotBecomes, StoresStand, Types
<1> WalksStand'
  BY DEF Common, Flushes, HandleFlushDoes, InHandler, LeavingMm, SlotBecomes, Types, WalksStand
<1> QED
  BY <1>5, TypesUntouched, Untouched
     DEF Common, GuestTypeOK, HandleFlushDoes

AckFlushDoes(t, i) ==
    /\ mode[t] = "guest"
    /\ ~LeavingMm(t)
    /\ call[i][t] = "flushed"
    /\ SlotBecomes(i, t, "free")
    /\ UNCHANGED <<hostVars, tableVars, cpuVars, opVars, schemeVars, cpumask, vector, ipis>>

LEMMA AckFlushKeeps ==
    ASSUME Bugs = {}, Common, NEW t \in Vcpu, NEW i \in Vcpu, AckFlush(t, i)
    PROVE  AckFlushDoes(t, i) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> /\ CallType'
    /\ SlotBecomes(i, t, "free")
  BY CallSet
     DEF AckFlush, GuestTypeOK, SlotBecomes
<1> AckFlushDoes(t, i)
  BY DEF AckFlush, AckFlushDoes, Types
<1> RequestsStand' /\ RootStands' /\ WalksStand'
  BY DEF AckFlushDoes, Common, InHandler, LeavingMm, RequestsStand, RootStands, SlotBecomes, Types, WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF AckFlushDoes, Common, GuestTypeOK

StartWalkDoes(v) ==
    /\ "walkers" \in Features
    /\ Runs(v)
    /\ ~irqsOff[v] /\ ~lazy[v] /\ pc[v] = "idle"
    /\ \A w \in Vcpu : walk'[w] = IF w = v THEN table[cr3[v]] ELSE walk[w]
    /\ \A w \in Vcpu : irqsOff'[w] <=> w = v \/ irqsOff[w]
    /\ UNCHANGED <<hostVars, storeVars, opVars, callVars, schemeVars, pt, table, cpumask, cr3, activeMm, lazy,
                   graceFor, emulation>>

LEMMA StartWalkKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, StartWalk(v)
    PROVE  StartWalkDoes(v) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> WalkType' /\ \A w \in Vcpu : walk'[w] = IF w = v THEN table[cr3[v]] ELSE walk[w]
  BY DEF GuestTypeOK, Runs, Settled, StartWalk, TableType, Types, WalkType
<1> IrqsOffType' /\ \A w \in Vcpu : irqsOff'[w] <=> w = v \/ irqsOff[w]
  BY DEF GuestTypeOK, IrqsOffType, Runs, Settled, StartWalk, TableType, Types
<1> StartWalkDoes(v)
  BY DEF Runs, Settled, StartWalk, StartWalkDoes, TableType, Types
<1> NoWalksWithout' /\ WalksStand'
  BY DEF Common, InHandler, LeavingMm, NoWalksWithout, Runs, Settled, StartWalkDoes, Types, WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, StartWalkDoes

EndWalkDoes(v) ==
    /\ \A w \in Vcpu : walk'[w] = IF w = v THEN NoTable ELSE walk[w]
    /\ \A w \in Vcpu : irqsOff'[w] <=> w # v /\ irqsOff[w]
    /\ \A j \in Vcpu : graceFor'[j] = graceFor[j] \ {v}
    /\ UNCHANGED <<hostVars, storeVars, opVars, callVars, schemeVars, pt, table, cpumask, cr3, activeMm, lazy,
                   emulation>>

LEMMA EndWalkKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, EndWalk(v)
    PROVE  EndWalkDoes(v) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> WalkType' /\ \A w \in Vcpu : walk'[w] = IF w = v THEN NoTable ELSE walk[w]
  BY DEF EndWalk, GuestTypeOK, Types, WalkType
<1> IrqsOffType' /\ \A w \in Vcpu : irqsOff'[w] <=> w # v /\ irqsOff[w]
  BY DEF EndWalk, GuestTypeOK, IrqsOffType, Types
<1> GraceForType' /\ \A j \in Vcpu : graceFor'[j] = graceFor[j] \ {v}
  BY DEF EndWalk, GraceForType, GuestTypeOK, Types
<1> EndWalkDoes(v)
  BY DEF EndWalk, EndWalkDoes, Types
<1> NoWalksWithout' /\ WalksStand'
  BY DEF Common, EndWalkDoes, InHandler, NoWalksWithout, Types, WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, EndWalkDoes, GuestTypeOK

QueueTableFreeDoes(i) ==
    /\ "walkers" \in Features
    /\ Runs(i)
    /\ pc[i] = "returned"
    /\ heldTable[i] # NoTable
    /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "grace" ELSE pc[w]
    /\ \A j \in Vcpu : graceFor'[j] = IF j = i THEN {v \in Vcpu : walk[v] # NoTable} ELSE graceFor[j]
    /\ UNCHANGED <<hostVars, cpuVars, callVars, schemeVars, pt, table, cpumask, op, opMm, held, heldTable,
                   targets, walk, emulation>>

LEMMA QueueTableFreeKeeps ==
    ASSUME Bugs = {}, Common, NEW i \in Vcpu, "walkers" \in Features, QueueTableFreeCommon(i)
    PROVE  QueueTableFreeDoes(i) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> PcType' /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "grace" ELSE pc[w]
  BY DEF GuestTypeOK, PcType, QueueTableFreeCommon, Types
<1> GraceForType' /\ \A j \in Vcpu : graceFor'[j] = IF j = i THEN {v \in Vcpu : walk[v] # NoTable} ELSE graceFor[j]
  BY DEF GraceForType, GuestTypeOK, QueueTableFreeCommon, Types
<1> QueueTableFreeDoes(i)
  BY DEF QueueTableFreeCommon, QueueTableFreeDoes, Types
<1> /\ NoWalksWithout'
    /\ OperationStands'
    /\ RequestsStand'
    /\ RootStands'
    /\ StoresStand'
    /\ WalksStand'
  BY DEF Common, InHandler, LeavingMm, NoWalksWithout, OperationStands, QueueTableFreeDoes, RequestsStand,
         RootStands, Runs, Settled, StoresStand, Types, WalksStand
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, QueueTableFreeDoes

StartEmulationDoes(v, g) ==
    /\ "emulation" \in Features
    /\ InHost(v)
    /\ vcpuCpu[v] = vmcsCpu[v]
    /\ cr3[v] # Kernel
    /\ \A w \in Vcpu, h \in Page : emulation'[w][h] = IF w = v /\ h = g THEN pt[cr3[v]][g] ELSE emulation[w][h]
    /\ UNCHANGED <<hostVars, cpuVars, opVars, callVars, pt, table, cpumask, walk, graceFor>>

LEMMA StartEmulationKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, NEW g \in Page, StartEmulationCommon(v, g)
    PROVE  StartEmulationDoes(v, g) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> cr3[v] \in Space /\ pt[cr3[v]][g] \in Entry \cup {NoEntry}
  BY DEF Cr3Type, GuestTypeOK, PtType, StartEmulationCommon, Types
<1> /\ EmulationType'
    /\ \A w \in Vcpu, h \in Page :
           emulation'[w][h] = IF w = v /\ h = g THEN pt[cr3[v]][g] ELSE emulation[w][h]
  BY EmulationSet
     DEF GuestTypeOK, StartEmulationCommon
<1> StartEmulationDoes(v, g)
  BY DEF StartEmulationCommon, StartEmulationDoes, Types
<1> NoEmulationWithout' /\ NoEmulationInGuest'
  BY DEF Common, Emulating, InHost, InHostHandler, NoEmulationInGuest, NoEmulationWithout, StartEmulationDoes,
         Types
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, StartEmulationDoes

FinishEmulationDoes(v) ==
    /\ InHost(v)
    /\ \A w \in Vcpu, h \in Page : emulation'[w][h] = IF w = v THEN NoEntry ELSE emulation[w][h]
    /\ UNCHANGED <<hostVars, cpuVars, opVars, callVars, pt, table, cpumask, walk, graceFor>>

LEMMA FinishEmulationKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, FinishEmulationCommon(v)
    PROVE  FinishEmulationDoes(v) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1> /\ EmulationType'
    /\ \A w \in Vcpu, h \in Page : emulation'[w][h] = IF w = v THEN NoEntry ELSE emulation[w][h]
  BY DEF EmulationType, FinishEmulationCommon, GuestTypeOK
<1> FinishEmulationDoes(v)
  BY DEF FinishEmulationCommon, FinishEmulationDoes, Types
<1> NoEmulationWithout' /\ NoEmulationInGuest'
  BY DEF Common, Emulating, FinishEmulationDoes, InHost, InHostHandler, NoEmulationInGuest,
         NoEmulationWithout, Types
<1> QED
  BY TypesUntouched, Untouched
     DEF Common, FinishEmulationDoes, GuestTypeOK

DrainStoreDoes(v) ==
    /\ ~Drained(v)
    /\ \/ /\ cpuStore[v]
          /\ \A w \in Vcpu : vcpuCpu'[w] = IF w = v THEN vmcsCpu[v] ELSE vcpuCpu[w]
          /\ \A w \in Vcpu : cpuStore'[w] <=> w # v /\ cpuStore[w]
          /\ UNCHANGED <<pt, cpumask, pteStore, maskStore>>
       \/ /\ ~cpuStore[v]
          /\ \A m \in Space, g \in Page :
                 pt'[m][g] = IF m = opMm[v] /\ g \in pteStore[v] THEN NewEntry(v, g) ELSE pt[m][g]
          /\ \A m \in Space, w \in Vcpu :
                 w \in cpumask'[m] <=> w \in cpumask[m] \/ (maskStore[v] /\ w = v /\ m = activeMm[v])
          /\ \A w \in Vcpu : pteStore'[w] = IF w = v THEN {} ELSE pteStore[w]
          /\ \A w \in Vcpu : maskStore'[w] <=> w # v /\ maskStore[w]
          /\ UNCHANGED <<vcpuCpu, cpuStore>>
    /\ UNCHANGED <<hardwareVars, walkVars, registerVars, opVars, callVars, schemeVars, mode, vmcsCpu,
                   flushRequest, halted, hostCall, table>>

LEMMA DrainStoreKeeps ==
    ASSUME Bugs = {}, Common, NEW v \in Vcpu, DrainStore(v)
    PROVE  DrainStoreDoes(v) /\ Common'
<1> GuestTypeOK /\ Types
  BY TypesHold
     DEF Common
<1>1. ~Drained(v) /\ UNCHANGED <<hardwareVars, mode, vmcsCpu, flushRequest, halted, hostCall, table, walkVars,
                                registerVars, opVars, callVars, schemeVars>>
  BY DEF DrainStore
<1>2. ASSUME cpuStore[v]
      PROVE  /\ DrainStoreDoes(v)
             /\ PtType' /\ CpumaskType' /\ VcpuCpuType' /\ PteStoreType' /\ MaskStoreType' /\ CpuStoreType'
  <2>1. /\ vcpuCpu' = [vcpuCpu EXCEPT ![v] = vmcsCpu[v]]
        /\ cpuStore' = [cpuStore EXCEPT ![v] = FALSE]
        /\ UNCHANGED <<pt, cpumask, pteStore, maskStore>>
    BY <1>2 DEF DrainStore
  <2>2. VcpuCpuType' /\ \A w \in Vcpu : vcpuCpu'[w] = IF w = v THEN vmcsCpu[v] ELSE vcpuCpu[w]
    BY <2>1 DEF GuestTypeOK, VcpuCpuType, Types
  <2>3. CpuStoreType' /\ \A w \in Vcpu : cpuStore'[w] <=> w # v /\ cpuStore[w]
    BY <2>1 DEF GuestTypeOK, CpuStoreType
  <2>4. PtType' /\ CpumaskType' /\ PteStoreType' /\ MaskStoreType'
    BY <2>1, TypesUntouched DEF GuestTypeOK
  <2> QED
    BY <1>1, <1>2, <2>1, <2>2, <2>3, <2>4 DEF DrainStoreDoes
<1>3. ASSUME ~cpuStore[v]
      PROVE  /\ DrainStoreDoes(v)
             /\ PtType' /\ CpumaskType' /\ VcpuCpuType' /\ PteStoreType' /\ MaskStoreType' /\ CpuStoreType'
  <2> DEFINE row == [g \in Page |-> IF g \in pteStore[v] THEN NewEntry(v, g) ELSE pt[opMm[v]][g]]
  <2>1. /\ pt' = IF pteStore[v] = {} THEN pt ELSE [pt EXCEPT ![opMm[v]] = row]
        /\ cpumask' = IF maskStore[v] THEN [cpumask EXCEPT ![activeMm[v]] = @ \cup {v}] ELSE cpumask
        /\ pteStore' = [pteStore EXCEPT ![v] = {}]
        /\ maskStore' = [maskStore EXCEPT ![v] = FALSE]
        /\ UNCHANGED <<vcpuCpu, cpuStore>>
    BY <1>3 DEF DrainStore
  <2>2. PteStoreType' /\ \A w \in Vcpu : pteStore'[w] = IF w = v THEN {} ELSE pteStore[w]
    BY <2>1 DEF GuestTypeOK, PteStoreType
  <2>3. MaskStoreType' /\ \A w \in Vcpu : maskStore'[w] <=> w # v /\ maskStore[w]
    BY <2>1 DEF GuestTypeOK, MaskStoreType
  <2>4. /\ CpumaskType'
        /\ \A m \in Space, w \in Vcpu :
               w \in cpumask'[m] <=> w \in cpumask[m] \/ (maskStore[v] /\ w = v /\ m = activeMm[v])
    <3>1. CASE maskStore[v]
      <4>1. cpumask' = [cpumask EXCEPT ![activeMm[v]] = @ \cup {v}]
        BY <2>1, <3>1
      <4>2. \A m \in Space : cpumask'[m] = IF m = activeMm[v] THEN cpumask[m] \cup {v} ELSE cpumask[m]
        BY <4>1 DEF GuestTypeOK, CpumaskType
      <4>3. CpumaskType'
        BY <4>1 DEF GuestTypeOK, CpumaskType, Types
      <4> QED
        BY <3>1, <4>2, <4>3
    <3>2. CASE ~maskStore[v]
      BY <2>1, <3>2, TypesUntouched DEF GuestTypeOK
    <3> QED
      BY <3>1, <3>2
  <2>5. /\ PtType'
        /\ \A m \in Space, g \in Page :
               pt'[m][g] = IF m = opMm[v] /\ g \in pteStore[v] THEN NewEntry(v, g) ELSE pt[m][g]
    <3>1. CASE pteStore[v] = {}
      BY <2>1, <3>1, TypesUntouched DEF GuestTypeOK
    <3>2. CASE pteStore[v] # {}
      <4>1. opMm[v] \in Space
        BY <3>2 DEF Common, StoresStand, OperationStands, Types
      <4>2. \A g \in Page : g \in pteStore[v] => NewEntry(v, g) \in Entry \cup {NoEntry}
        <5>1. ASSUME NEW g \in Page, g \in pteStore[v] PROVE held[v][g] \in Entry
          BY <5>1 DEF Common, StoresStand, GuestTypeOK, HeldType
        <5> QED
          BY <5>1 DEF NewEntry, Entry, Access
      <4>3. /\ row \in [Page -> Entry \cup {NoEntry}]
            /\ \A g \in Page : row[g] = IF g \in pteStore[v] THEN NewEntry(v, g) ELSE pt[opMm[v]][g]
        BY <4>1, <4>2 DEF GuestTypeOK, PtType
      <4>4. pt' = [pt EXCEPT ![opMm[v]] = row]
        BY <2>1, <3>2
      <4> HIDE DEF row
      <4>5. PtType' /\ \A m \in Space : pt'[m] = IF m = opMm[v] THEN row ELSE pt[m]
        BY <4>1, <4>3, <4>4 DEF GuestTypeOK, PtType
      <4> QED
        BY <4>3, <4>5
    <3> QED
      BY <3>1, <3>2
  <2> HIDE DEF row
  <2>6. VcpuCpuType' /\ CpuStoreType'
    BY <2>1, TypesUntouched DEF GuestTypeOK
  <2> QED
    BY <1>1, <1>3, <2>1, <2>2, <2>3, <2>4, <2>5, <2>6 DEF DrainStoreDoes
<1> DrainStoreDoes(v)
  BY <1>2, <1>3
<1>4. PtType' /\ CpumaskType' /\ VcpuCpuType' /\ PteStoreType' /\ MaskStoreType' /\ CpuStoreType'
  BY <1>2, <1>3
<1> NoStoresWithout' /\ Published'
  BY DEF Common, DrainStoreDoes, Drained, NewEntry, NoStoresWithout, Published, Types
<1> InMask'
  BY DEF Common, DrainStoreDoes, Drained, InMask, NewEntry, Types
<1> StoresStand'
  BY DEF Common, DrainStoreDoes, Drained, NewEntry, OperationStands, StoresStand, Types
<1> MovesStand'
  BY DEF Common, DrainStoreDoes, Drained, EntryDrained, GuestTypeOK, MovesStand, Names, NewEntry,
         OperationStands, PtType, StoresStand, Types
<1> QED
  BY <1>4, TypesUntouched, Untouched
     DEF Common, DrainStoreDoes, GuestTypeOK

=============================================================================
