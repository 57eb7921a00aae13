package io.tidecast.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.Charset;

/**
 * Standard error as the launcher found it. What the virtual machine says before {@code main} passes through a process
 * that takes a line out; that process may end before all is read, so nothing else is left to it.
 */
final class ErrorStream {
    private static final String DESCRIPTOR = "tidecast.err";

    private ErrorStream() {}

    /** Writes errors to the descriptor that the launcher names, if it names one, from now on. */
    static void restore() {
        Integer number = Integer.getInteger(DESCRIPTOR);
        if (number == null) {
            return;
        }
        try {
            // There is no public way to a descriptor that was inherited; /dev/fd opens it anew, which a socket refuses.
            Field field = FileDescriptor.class.getDeclaredField("fd");
            field.setAccessible(true);
            FileDescriptor inherited = new FileDescriptor();
            field.setInt(inherited, number);
            Charset charset = Charset.forName(System.getProperty(
                    "stderr.encoding", Charset.defaultCharset().name()));
            System.setErr(new PrintStream(new FileOutputStream(inherited), true, charset));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return; // The launcher's process passes on what is said.
        }
    }
}
