@"%~dp0node.exe" "%~dp0curfew-agent.cjs" %*
