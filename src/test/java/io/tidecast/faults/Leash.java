package io.tidecast.faults;

import java.io.IOException;

/** Ends this process when the one that started it is gone: standard input is a pipe that only the parent holds open. */
final class Leash {
    private Leash() {}

    static void tie() {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Nothing is ever written.
                        }
                    } catch (IOException e) {
                        // As good as the end.
                    }
                    Runtime.getRuntime().halt(1);
                },
                "leash");
        thread.setDaemon(true);
        thread.start();
    }
}
