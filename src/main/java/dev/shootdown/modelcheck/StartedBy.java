package dev.shootdown.modelcheck;

import java.nio.file.Path;

/**
 * Ends a JVM of TLC when the one that started it is gone. Killed outright, that one cannot end anybody; and a TLC that nobody
 * listens to would search on for hours, and write where the next run keeps its states. Its temporary folder goes as well. Runs in
 * TLC's JVM.
 */
final class StartedBy {
    /** A property of TLC's JVM: the process that started it. */
    static final String PID = "shootdown.started.by";

    private static final int INTERVAL_MS = 250;
    private static final int KILLED = 137;

    private StartedBy() {}

    /** From now on this JVM lives no longer than the one that started it; nothing happens if nobody said who that is. */
    static void endsThis() {
        long pid = Long.getLong(PID, 0);
        if (pid != 0) {
            Thread watch = new Thread(() -> watch(pid), "watch who started TLC");
            watch.setDaemon(true);
            watch.start();
        }
    }

    private static void watch(long pid) {
        try {
            while (isThere(pid)) {
                Thread.sleep(INTERVAL_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        TemporaryFolder.delete(Path.of(System.getProperty("java.io.tmpdir"))); // ours alone: see TlcProcess
        Runtime.getRuntime().halt(KILLED);
    }

    /** An orphan gets another parent, or none. */
    private static boolean isThere(long pid) {
        return ProcessHandle.current()
                .parent()
                .filter(parent -> parent.pid() == pid && parent.isAlive())
                .isPresent();
    }
}
