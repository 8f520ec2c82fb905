----------------------------- MODULE Hypervisor -----------------------------
(***************************************************************************)
(* The VMM (KVM on Linux 3.16): it loads vCPUs on pCPUs, enters and leaves *)
(* guest mode, preempts, migrates, halts and wakes.  Loading a VMCS on     *)
(* another pCPU *requests* a flush of the vCPU's VPID; the request is       *)
(* served by a later step and entry to the guest waits for it              *)
(* (arch/x86/kvm/vmx.c vmx_vcpu_load, arch/x86/kvm/x86.c                   *)
(* vcpu_enter_guest).                                                      *)
(*                                                                         *)
(* The slots of host call-function IPIs stand here, although only          *)
(* hypervisor-side schemes use them: a pCPU in its handler does nothing     *)
(* else.                                                                   *)
(*                                                                         *)
(* Java: dev.shootdown.machine.Hypervisor.                                 *)
(***************************************************************************)
EXTENDS StoreBuffer

Loaded(v, p) == mode[v] # "out" /\ vmcsCpu[v] = p
InHostHandler(p) == \E v \in Vcpu : hostCall[v][p] \in {"taken", "flushed"}

(* v's host code can take a step: on a pCPU that is not in a handler.        *)
InHost(v) == mode[v] = "host" /\ ~InHostHandler(vmcsCpu[v])

(* An instruction of v is being emulated: see Emulation.                     *)
Emulating(v) == \E g \in Page : emulation[v][g] # NoEntry

(* vcpu_load, sched_in: on another pCPU than the last, request a flush.      *)
LoadVcpuCommon(v, p) ==
    /\ mode[v] = "out"
    /\ ~halted[v]
    /\ \A w \in Vcpu : ~Loaded(w, p)
    /\ ~InHostHandler(p)
    /\ vmcsCpu[v] \in {p, NoPcpu} \/ "migrate" \in Features
    /\ mode' = [mode EXCEPT ![v] = "host"]
    /\ vmcsCpu' = [vmcsCpu EXCEPT ![v] = p]
    /\ flushRequest' = [flushRequest EXCEPT
           ![v] = @ \/ (vmcsCpu[v] # p /\ "vpid-no-migration-flush" \notin Bugs)]
    /\ UNCHANGED <<vcpuCpu, halted, hostCall, hardwareVars, guestVars>>

(* vcpu->cpu = cpu, the last thing kvm_arch_vcpu_load does.  vcpuCpu[v] is    *)
(* what others see: steps that ask that it is vmcsCpu[v] come after a full   *)
(* barrier (the request bits are cleared with LOCK; smp_mb before entry).     *)
(* Bug shoot4u-cpu-order: published after the flush, and no such barrier.    *)
LateVcpuCpu == "shoot4u-cpu-order" \in Bugs

PublishVcpuCpu(v) ==
    /\ InHost(v)
    /\ vcpuCpu[v] # vmcsCpu[v]
    /\ ~cpuStore[v]
    /\ StoreVcpuCpuEffect(v)
    /\ UNCHANGED <<mode, vmcsCpu, flushRequest, halted, hostCall, hardwareVars, tableVars, cpumask,
                   registerVars, pteStore, maskStore, opVars, callVars, schemeVars>>

(* kvm_check_request(KVM_REQ_TLB_FLUSH): INVVPID single-context.  The bit    *)
(* is set by v's own thread only, so test, clear and flush are one step.     *)
ServeRequests(v) ==
    /\ InHost(v)
    /\ vcpuCpu[v] = vmcsCpu[v] \/ (LateVcpuCpu /\ Drained(v))
    /\ flushRequest[v]
    /\ flushRequest' = [flushRequest EXCEPT ![v] = FALSE]
    /\ DropAllEffect(vmcsCpu[v], v)
    /\ UNCHANGED <<mode, vmcsCpu, vcpuCpu, halted, hostCall, guestVars, schemeVars>>

(* VM entry, after the re-check of the requests.                             *)
EnterGuestCommon(v) ==
    /\ InHost(v)
    /\ ~halted[v]
    /\ vcpuCpu[v] = vmcsCpu[v] \/ (LateVcpuCpu /\ cpuStore[v])
    /\ ~flushRequest[v]
    /\ ~Emulating(v)
    /\ mode' = [mode EXCEPT ![v] = "guest"]
    /\ UNCHANGED <<vmcsCpu, vcpuCpu, flushRequest, halted, hostCall, hardwareVars, guestVars>>

(* VM exit, for whatever reason.                                             *)
ExitGuestCommon(v) ==
    /\ mode[v] = "guest"
    /\ Drained(v)
    /\ mode' = [mode EXCEPT ![v] = "host"]
    /\ UNCHANGED <<vmcsCpu, vcpuCpu, flushRequest, halted, hostCall, hardwareVars, guestVars>>

(* vcpu_put, sched_out.                                                      *)
PreemptCommon(v) ==
    /\ InHost(v)
    /\ vcpuCpu[v] = vmcsCpu[v]
    /\ mode' = [mode EXCEPT ![v] = "out"]
    /\ UNCHANGED <<vmcsCpu, vcpuCpu, flushRequest, halted, hostCall, hardwareVars, guestVars>>

(* The end of kvm_vcpu_block: an interrupt, a timer or a kick.               *)
Wake(v) ==
    /\ halted[v]
    /\ halted' = [halted EXCEPT ![v] = FALSE]
    /\ UNCHANGED <<mode, vmcsCpu, vcpuCpu, flushRequest, hostCall, hardwareVars, guestVars, schemeVars>>

=============================================================================
