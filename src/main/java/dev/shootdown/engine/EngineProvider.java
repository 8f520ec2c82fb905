package dev.shootdown.engine;

/** Makes engines of one kind; found by {@code ServiceLoader}, so that nothing here depends on what other people operate. */
public interface EngineProvider {
    /** What the kind is called, as in {@code --spark}. */
    String name();

    /**
     * Starts an engine, or reaches one.
     *
     * @param address where it is, in the words of its kind
     * @throws RuntimeException {@code BadInput} if there is none, or none answers
     */
    Engine open(String address);
}
