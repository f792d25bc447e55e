; Inno Setup 6: an installer for one user, without an administrator's rights. Not yet compiled on a Windows machine.
;   iscc /DVersion=0.1.0 /DBuilt=..\..\..\dist\mhhs-board mhhs-board.iss

#ifndef Version
  #error "Name the version: /DVersion=…"
#endif
#ifndef Built
  #define Built "..\..\..\dist\mhhs-board"
#endif

[Setup]
AppId={{6E0C2A64-9C57-4C0B-9E0F-2B1B6B7C5D31}
AppName=L4 Design Board
AppVersion={#Version}
AppPublisher=The L4 Design Board project
LicenseFile=..\..\..\LICENSE
DefaultDirName={autopf}\L4 Design Board
DefaultGroupName=L4 Design Board
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
ChangesAssociations=yes
CloseApplications=yes
OutputDir=..\..\..\dist
OutputBaseFilename=mhhs-board-{#Version}-windows-setup
SetupIconFile=..\..\icons\mhhs-board.ico
UninstallDisplayIcon={app}\mhhs-board.exe
Compression=lzma2
SolidCompression=yes

[Tasks]
Name: associate; Description: "Open .mhhsboard files with L4 Design Board"
Name: desktop; Description: "A shortcut on the desktop"; Flags: unchecked

; Boards lie elsewhere, so clearing the folder of an earlier version takes nobody's work.
[InstallDelete]
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Built}\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\L4 Design Board"; Filename: "{app}\mhhs-board.exe"
Name: "{autodesktop}\L4 Design Board"; Filename: "{app}\mhhs-board.exe"; Tasks: desktop

[Registry]
Root: HKA; Subkey: "Software\Classes\.mhhsboard"; ValueType: string; ValueData: "MHHSBoard.Board"; Flags: uninsdeletevalue; Tasks: associate
Root: HKA; Subkey: "Software\Classes\MHHSBoard.Board"; ValueType: string; ValueData: "L4 Design Board"; Flags: uninsdeletekey; Tasks: associate
Root: HKA; Subkey: "Software\Classes\MHHSBoard.Board\DefaultIcon"; ValueType: string; ValueData: "{app}\mhhs-board.exe,0"; Tasks: associate
Root: HKA; Subkey: "Software\Classes\MHHSBoard.Board\shell\open\command"; ValueType: string; ValueData: """{app}\mhhs-board.exe"" ""%1"""; Tasks: associate
