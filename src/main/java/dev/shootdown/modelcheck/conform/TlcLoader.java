package dev.shootdown.modelcheck.conform;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;

/** A class loader with a TLC of its own, since several specifications in one copy of TLC's static fields go wrong. */
final class TlcLoader extends ClassLoader {
    private static final String[] OWN = {"tlc2.", "tla2sany.", "tla2tex.", "pcal.", "util.", "model."};

    private TlcLoader(ClassLoader parent) {
        super(parent);
    }

    /** Opens a specification with a configuration that names {@code Init} and {@code Next}. */
    static SpecificationGraph open(Path module, Path config, int[] sizes) {
        try {
            Constructor<?> constructor = new TlcLoader(TlcLoader.class.getClassLoader())
                    .loadClass(TlcGraph.class.getName())
                    .getDeclaredConstructor(Path.class, Path.class, int[].class);
            constructor.setAccessible(true);
            return (SpecificationGraph) constructor.newInstance(module, config, sizes);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isOwn(String name) {
        for (String prefix : OWN) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return name.startsWith(TlcGraph.class.getName());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!isOwn(name)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
