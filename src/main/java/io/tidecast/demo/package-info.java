/**
 * Demo application: a real broker in this process, a simulated fleet, the feed that sends readings and the view that
 * watches what comes out. Row 6: imports {@code stream}, {@code eval}, {@code learn} and what is below them. A jar
 * folder of its own in the distribution, since the broker's classes come with it.
 */
package io.tidecast.demo;
