@echo off
rem Runs Tidecast on Windows, in a distribution that was unpacked.
rem   JAVA_HOME             the JDK to run on (17 or later); otherwise the java on the PATH
rem   TIDECAST_JAVA_OPTS    more options for the virtual machine, separated by spaces
setlocal
set "tidecast_home=%~dp0"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
if defined JAVA_HOME if not exist "%java%.exe" (
  echo tidecast: JAVA_HOME must be a JDK's folder, was %JAVA_HOME% 1>&2
  exit /b 1
)

set "version="
for /f "tokens=2 delims==." %%v in ('""%java%" -XshowSettings:properties -version 2>&1 ^| findstr /c:"java.specification.version"') do set /a version=%%v
if not defined version (
  echo tidecast: java must be on the PATH, or JAVA_HOME be set: Tidecast needs a JDK 17 or later 1>&2
  exit /b 1
)
if %version% lss 17 (
  echo tidecast: Java must be 17 or later, %java% is %version% 1>&2
  exit /b 1
)

rem The command is the first argument that is no option: -v and its like may come before it.
set "command=%~1"
:option
if not "%command:~0,1%"=="-" goto command
shift /1
set "command=%~1"
goto option
:command

rem Most are over before a better compiler, or more threads for the heap, would pay. The Vector API, which the fast kernels
rem need, is for the commands that compute.
set "flags=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
for %%c in (pretrain produce simulate ui) do if "%command%"=="%%c" set "flags="
for %%c in (run train backtest reproduce) do if "%command%"=="%%c" set "flags=--add-modules jdk.incubator.vector"
rem RocksDB loads a native library, Kafka's clients unmap buffers: the JDK warns about both.
if %version% geq 24 set "flags=%flags% --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"

"%java%" %flags% %TIDECAST_JAVA_OPTS% -cp "%tidecast_home%lib\*;%tidecast_home%demo\*" io.tidecast.cli.Main %*
exit /b %errorlevel%
