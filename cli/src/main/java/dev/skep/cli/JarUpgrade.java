package dev.skep.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.reflect.AccessFlag;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Gives the classes of a library that is compiled for Java 5 the form of Java 8, with stack maps. The JDK's AOT cache takes
 * no class older than Java 6, whose verifier worked without them; picocli is such a library, and without this half of the
 * time to {@code --help} goes into loading it.
 */
final class JarUpgrade {
    private JarUpgrade() {}

    /** Upgrades the given jar files in place. */
    public static void main(String[] jars) throws IOException {
        for (String jar : jars) {
            upgrade(Path.of(jar));
        }
    }

    /** Upgrades one jar file in place; classes that are new enough, and everything else, stay as they are. */
    static void upgrade(Path jar) throws IOException {
        Path upgraded = jar.resolveSibling(jar.getFileName() + ".new");
        try (JarFile in = new JarFile(jar.toFile());
                URLClassLoader loader =
                        new URLClassLoader(new URL[] {jar.toUri().toURL()});
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(upgraded))) {
            ClassFile classFile = ClassFile.of(
                    ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                    ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)
                            .orElse(ClassHierarchyResolver.defaultResolver())));
            in.stream().forEach(entry -> copy(in, entry, classFile, out));
        }
        Files.move(upgraded, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void copy(JarFile in, JarEntry entry, ClassFile classFile, JarOutputStream out) {
        try {
            byte[] bytes = in.getInputStream(entry).readAllBytes();
            JarEntry copied = new JarEntry(entry.getName());
            copied.setTime(entry.getTime());
            out.putNextEntry(copied);
            out.write(entry.getName().endsWith(".class") ? upgrade(classFile, bytes) : bytes);
            out.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + entry.getName(), e);
        }
    }

    private static byte[] upgrade(ClassFile classFile, byte[] bytes) {
        ClassModel model = classFile.parse(bytes);
        if (model.majorVersion() >= ClassFile.JAVA_6_VERSION || model.flags().has(AccessFlag.MODULE)) {
            return bytes;
        }
        ClassTransform version = ClassTransform.endHandler(builder -> builder.withVersion(ClassFile.JAVA_8_VERSION, 0));
        ClassTransform withoutOld = ClassTransform.dropping(element -> element instanceof ClassFileVersion);
        return classFile.transformClass(
                model,
                withoutOld.andThen(version).andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
    }
}
