package io.tidecast.backtest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Files on the class path that pages are made of, among them those of uPlot, which draws charts. */
public final class WebAssets {
    private static final String CHARTS = "/META-INF/resources/webjars/uplot/";
    private static final String CHARTS_VERSION = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

    private WebAssets() {}

    /** Folder of uPlot's files. */
    public static String charts() {
        Properties properties = new Properties();
        try (InputStream in = open(WebAssets.class, CHARTS_VERSION)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return CHARTS + properties.getProperty("version") + "/dist/";
    }

    /**
     * Content of a file.
     *
     * @param beside class whose package it is in, where its name does not begin with a slash
     */
    public static byte[] read(Class<?> beside, String name) {
        try (InputStream in = open(beside, name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(Class<?> beside, String name) throws IOException {
        InputStream in = beside.getResourceAsStream(name);
        if (in == null) {
            throw new IOException(name + " is not on the class path");
        }
        return in;
    }
}
