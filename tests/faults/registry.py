"""Every fault that is foreseen, F01 to F45, and the 18 classes of holes that programs of this kind have had.

Each is guarded by named tests, wherever they live, or *waits for* a part that is not built yet. `test_registry.py` holds
that each test is there, that the lists are whole, and which ones wait, so that none can be forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass

OPENING = "tests/store/test_opening.py::"
STORE = "tests/store/test_file_store.py::"
RECOVERY = "tests/store/test_recovery.py::"
BACKUPS = "tests/store/test_backups.py::"
SHARING = "tests/store/test_sharing.py::"
MIGRATIONS = "tests/store/test_migrations.py::"
WRITING = "tests/base/test_safe_write.py::"
ROOMS = "tests/test_rooms.py::test_what_is_dangerous_stays_in_its_room"
FUZZ = "tests/faults/test_fuzz.py::test_spoilt_files_end_in_a_sentence"
DISK = "tests/faults/test_disk.py::"


@dataclass(frozen=True, slots=True)
class Guarded:
    """A fault or a class of holes, and the tests that guard against it; or the part that it waits for."""

    what: str
    tests: tuple[str, ...] = ()
    waiting: str = ""


FAULTS = {
    "F01": Guarded("kill -9 anywhere in a move", ("tests/faults/test_killed.py::test_five_hundred_kills_lose_no_acknowledged_move", "tests/faults/test_killed.py::test_the_program_killed_leaves_a_whole_board[move]")),
    "F02": Guarded("power cut at each write of a move", ("tests/faults/test_power.py::test_no_cut_of_the_power_loses_or_halves_a_move_or_an_import",)),
    "F03": Guarded("kill or power cut in the middle of backup, migration, import, restore", ("tests/faults/test_power_folders.py::test_no_cut_of_the_power_harms_a_restore_a_backup_or_the_copy_before_a_migration", "tests/faults/test_power_folders.py::test_no_cut_of_the_power_halves_a_migration", *tuple(f"tests/faults/test_killed.py::test_the_program_killed_leaves_a_whole_board[{what}]" for what in ("backup", "import", "migration", "restore")), RECOVERY + "test_ended_at_any_step_a_second_try_brings_everything_back")),
    "F04": Guarded("disk full during a move", (DISK + "test_a_disk_full_at_any_level_refuses_a_move_and_takes_the_next", OPENING + "test_a_full_disk_keeps_nothing_and_the_board_works_on")),
    "F05": Guarded("disk full during an export", (DISK + "test_an_export_onto_a_full_disk_keeps_the_old_file", "tests/exchange/test_pdf.py::test_a_full_disk_leaves_the_old_file_whole", "tests/ui/dialogs/test_snapshot.py::test_a_full_disk_leaves_the_old_file")),
    "F06": Guarded("board file or folder read-only", (DISK + "test_a_board_that_may_only_be_read_is_read_and_exported_and_refuses_moves", OPENING + "test_a_read_only_file_or_folder_opens_for_reading", "tests/ui/window/test_main_window.py::test_a_read_only_board_is_the_same_window_that_writes_nothing")),
    "F07": Guarded("locked by another process", ("tests/features/test_waiting.py::test_a_move_is_made_as_soon_as_there_is_room", "tests/features/test_waiting.py::test_where_there_is_no_room_for_long_it_is_said_and_nothing_is_done", OPENING + "test_a_board_locked_by_another_process_keeps_nobody_waiting", OPENING + "test_a_patient_program_waits_for_its_turn")),
    "F08": Guarded("the same card moved in two windows", ("tests/features/test_three_windows.py::test_three_windows_and_the_command_line_end_with_the_same_board", "tests/store/test_many_programs.py::test_two_thousand_moves_of_four_programs_lose_no_update", "tests/store/test_many_programs.py::test_two_programs_moving_at_random_lose_nothing_and_break_no_rule", "tests/test_workspace.py::test_the_head_decides")),
    "F09": Guarded("two users on a shared drive", (SHARING + "test_the_second_who_opens_reads_beside_the_first", SHARING + "test_of_many_who_take_over_at_once_one_does", SHARING + "test_never_two_writers_though_the_first_comes_back")),
    "F10": Guarded("clock jumps back and forward", ("tests/faults/test_time.py::test_a_clock_that_jumps_reorders_nothing", BACKUPS + "test_a_bad_clock_never_costs_the_newest")),
    "F11": Guarded("night in which the hour changes, other time zone", ("tests/faults/test_time.py::test_every_half_hour_of_a_night_in_which_the_hour_changes",)),
    "F12": Guarded("bit flip", ("tests/faults/test_flips.py::test_six_hundred_flips_are_noticed_where_a_reader_would_see_them",
            "tests/store/test_check.py::test_every_bit_flip_that_a_reader_would_see_is_noticed", RECOVERY + "test_flips_all_over_the_file_never_cost_more_than_what_they_hit")),
    "F13": Guarded("cut short, empty, zeroed page, no database", ("tests/features/test_damaged.py::test_a_damaged_board_is_told_and_put_back_in_three_clicks", OPENING + "test_a_file_cut_short_is_damaged", OPENING + "test_a_page_of_zeroes_is_damaged", OPENING + "test_a_folder_an_empty_file_and_other_files", RECOVERY + "test_what_lies_before_the_cut_of_a_file_cut_short_is_read")),
    "F14": Guarded("newer schema", (OPENING + "test_a_board_of_a_newer_version_is_not_touched",)),
    "F15": Guarded("migration fails at a step", (MIGRATIONS + "test_a_migration_that_fails_half_way_leaves_the_board_as_it_was", MIGRATIONS + "test_the_copy_is_a_board_of_the_older_program")),
    "F16": Guarded("board deleted or replaced while open", (OPENING + "test_a_board_that_is_no_longer_where_it_was_acknowledges_nothing", OPENING + "test_the_same_board_put_back_without_what_was_seen_is_read_again", "tests/test_workspace.py::test_a_board_put_back_under_a_window_is_read_again_and_told_once")),
    "F17": Guarded("board in a synced folder or on a share", (SHARING + "test_where_others_may_open_it_too", SHARING + "test_a_conflict_copy_is_known_by_what_it_is_and_not_by_its_name")),
    "F18": Guarded("hostile JSON pack", waiting="packs for reviewers (issue 5)"),
    "F19": Guarded("hostile review response", waiting="responses of reviewers (issue 5)"),
    "F20": Guarded("hostile CSV", (FUZZ + "[csv]", "tests/exchange/test_csv_table.py::test_no_bytes_break_reading_or_judging", "tests/exchange/test_csv_table.py::test_a_bad_row_never_stops_the_others")),
    "F21": Guarded("hostile XLSX, DOCX, PPTX", waiting="reading of office files"),
    "F22": Guarded("hostile board file mailed", (FUZZ + "[board]", OPENING + "test_a_board_with_foreign_or_missing_objects_is_refused", RECOVERY + "test_a_hostile_file_runs_nothing_and_comes_to_an_end")),
    "F23": Guarded("title of a million characters", ("tests/ui/kit/test_plain.py::test_a_million_characters_are_cut_before_qt_measures_them", "tests/operations/test_editing.py::test_titles_that_cannot_be_kept", "tests/operations/test_importing.py::test_texts_that_cannot_be_kept_are_skipped")),
    "F24": Guarded("bidi, zero-width, NUL, controls, lone surrogates", ("tests/base/test_text.py::test_what_may_not_be_kept", "tests/base/test_text.py::test_text_of_any_script_comes_through", "tests/exchange/test_json_board.py::test_half_a_surrogate_becomes_a_mark_and_costs_no_file")),
    "F25": Guarded("title with HTML, URL, UNC path, Markdown", ("tests/ui/window/test_main_window.py::test_hostile_titles_are_shown_literally_everywhere", "tests/ui/kit/test_plain.py::test_a_label_takes_markup_for_text")),
    "F26": Guarded("title =cmd, +, @ in exports", ("tests/exchange/test_csv_table.py::test_no_cell_is_computed_by_a_spreadsheet", "tests/ui/printing/test_printing.py::test_a_copied_cell_computes_nothing_and_ends_nowhere")),
    "F27": Guarded("title with a path or a reserved name in an export's name", ("tests/base/test_file_names.py::test_forty_titles", "tests/base/test_file_names.py::test_what_windows_would_keep_elsewhere_is_not_written_there", "tests/features/test_proposed_names.py::test_what_is_proposed_stays_in_the_folder_of_the_board", WRITING + "test_a_folder_a_missing_folder_and_impossible_names")),
    "F28": Guarded("snapshot of hostile text", ("tests/exchange/test_html.py::test_hostile_texts_are_shown_literally_and_are_inert", "tests/exchange/test_svg.py::test_it_holds_shapes_and_texts_and_nothing_else", "tests/exchange/test_pdf.py::test_hostile_titles_are_words_on_the_page_and_nothing_more")),
    "F29": Guarded("100,000 artefacts, 1,000,000 entries", ("tests/faults/test_large.py::test_it_is_used_as_any_other", "tests/faults/test_large.py::test_its_window_shows_all_of_it")),
    "F30": Guarded("export's target open elsewhere, unwritable, gone", (WRITING + "test_a_file_held_for_a_moment_is_tried_again_and_one_held_for_long_is_named", "tests/ui/dialogs/test_snapshot.py::test_a_target_that_cannot_be_written_is_said_and_the_dialog_stays")),
    "F31": Guarded("network drive drops during a move", ("tests/faults/test_power.py::test_a_drive_that_drops_at_any_change_comes_back_with_whole_moves",)),
    "F32": Guarded("no display, wrong platform of Qt", ("tests/cli/test_process.py::test_no_display_for_the_window", "tests/program/test_window.py::test_a_window_that_cannot_come_up_is_said_in_one_sentence_and_the_third_start_is_careful")),
    "F33": Guarded("missing fonts", ("tests/faults/test_fonts.py::test_without_any_font_everything_looks_as_anywhere", "tests/faults/test_fonts.py::test_without_its_own_typeface_it_uses_the_machines_or_says_so")),
    "F34": Guarded("SIGTERM, logout", ("tests/ui/window/test_ending.py::test_it_ends_by_itself_when_told_to_and_keeps_what_was_typed", "tests/ui/window/test_ending.py::test_what_was_typed_outlives_a_kill")),
    "F35": Guarded("exception in slot, virtual method, model, thread", ("tests/ui/dialogs/test_faults.py::test_each_kind_of_fault_is_told_once_kept_once_and_the_window_lives", "tests/ui/dialogs/test_faults.py::test_every_view_model_and_delegate_contains_its_faults")),
    "F36": Guarded("Qt object touched from another thread", ("tests/features/test_threads.py::test_no_thread_touches_what_belongs_to_the_window", "tests/features/test_threads.py::test_a_thread_that_touches_the_window_would_be_seen", "tests/ui/dialogs/test_snapshot.py::test_the_file_is_made_off_the_windows_thread_from_a_board_of_its_own",)),
    "F37": Guarded("crash loop at start", ("tests/base/test_session.py::test_two_starts_that_failed_make_the_third_careful", "tests/program/test_window.py::test_a_window_that_cannot_come_up_is_said_in_one_sentence_and_the_third_start_is_careful")),
    "F38": Guarded("settings file corrupt or hostile", (FUZZ + "[settings]", "tests/base/test_settings.py::test_a_damaged_file_means_defaults_and_a_sentence")),
    "F39": Guarded("hostile drag or clipboard", ("tests/ui/board/test_board_view.py::test_what_comes_from_elsewhere_is_not_taken", "tests/ui/window/test_board_files.py::test_text_and_foreign_data_are_no_files", "tests/ui/window/test_board_files.py::test_addresses_elsewhere_are_never_followed")),
    "F40": Guarded("link with file:, smb:, ms-msdt:, javascript:", ("tests/ui/help/test_help.py::test_nothing_else_is_a_link", "tests/exchange/test_html.py::test_only_plain_web_addresses_become_links", "tests/test_rooms.py::test_links_are_opened_by_one_module")),
    "F41": Guarded("hand-out searched for private text", ("tests/operations/test_copying.py::test_nothing_private_and_no_history_goes_along", "tests/exchange/test_leaving.py::test_nothing_private_leaves_in_any_format", "tests/exchange/test_html.py::test_private_notes_stay_out")),
    "F42": Guarded("backup folder full or unwritable, backup itself bad", (BACKUPS + "test_a_folder_that_is_full_or_may_not_be_written_turns_the_standing_amber", BACKUPS + "test_a_copy_that_is_not_what_was_copied_does_not_count", BACKUPS + "test_thinning_never_loses_the_last_good_one", RECOVERY + "test_a_backup_that_is_itself_damaged_is_passed_over")),
    "F43": Guarded("low memory during an export", ("tests/faults/test_memory.py::test_an_export_without_memory_ends_in_a_sentence", DISK + "test_memory_that_runs_out_in_an_export_is_a_sentence",)),
    "F44": Guarded("a virus scanner holds the file for a moment", (WRITING + "test_a_file_held_for_a_moment_is_tried_again_and_one_held_for_long_is_named",)),
    "F45": Guarded("planted library beside the program", waiting="the packaged build and a run by hand on Windows"),
}  # fmt: skip
"""The fault matrix."""

WAITING = frozenset({"F18", "F19", "F21", "F45"})
"""The rows that may wait. A row leaves this list with its test and never comes back."""

HOLES = {
    "rich text in widgets": Guarded("text opens files or hosts", ("tests/ui/kit/test_plain.py::test_a_label_takes_markup_for_text", "tests/ui/window/test_main_window.py::test_hostile_titles_are_shown_literally_everywhere", ROOMS + "[labels and messages are made plain in one place]")),
    "script in exports": Guarded("an exported page runs something", ("tests/exchange/test_html.py::test_hostile_texts_are_shown_literally_and_are_inert", "tests/exchange/test_svg.py::test_it_holds_shapes_and_texts_and_nothing_else")),
    "formula": Guarded("a spreadsheet computes a title", ("tests/exchange/test_csv_table.py::test_no_cell_is_computed_by_a_spreadsheet",)),
    "scheme of a link": Guarded("a link runs a program", ("tests/ui/help/test_help.py::test_nothing_else_is_a_link", "tests/test_rooms.py::test_links_are_opened_by_one_module")),
    "path": Guarded("a name from a file leads out of its folder", (BACKUPS + "test_a_strangers_identity_is_no_path", WRITING + "test_a_link_planted_under_the_temporary_name_is_not_followed")),
    "bomb of an archive": Guarded("a small file grows without end; of archives a workbook alone is read, within its limits", ("tests/faults/test_registry.py::test_no_archive_is_unpacked_but_a_workbook_within_its_limits_and_our_own_document", "tests/exchange/test_xlsx.py::test_no_hostile_file_takes_two_seconds_or_300_mb")),
    "entity of XML": Guarded("a document reads other files; of XML that of a workbook alone is read, and a DTD refused", ("tests/faults/test_registry.py::test_no_xml_is_read_but_that_of_a_workbook", "tests/exchange/test_xlsx.py::test_a_hostile_file_gets_a_sentence")),
    "objects from data": Guarded("data becomes code", (ROOMS + "[no pickles]", ROOMS + "[QSettings unpickles hostile bytes]", ROOMS + "[no code from data]")),
    "hostile database": Guarded("a board's triggers and views run", (OPENING + "test_a_board_with_foreign_or_missing_objects_is_refused", OPENING + "test_an_object_whose_text_was_altered_is_refused", "tests/store/test_hostile_files.py::test_every_use_of_a_hostile_file_ends_in_a_sentence_and_touches_nothing", "tests/store/test_examination.py::test_no_use_of_a_board_deletes_what_a_journal_beside_it_names", FUZZ + "[board]")),
    "leak in an export": Guarded("private text goes along", ("tests/operations/test_copying.py::test_nothing_private_and_no_history_goes_along", "tests/exchange/test_html.py::test_private_notes_stay_out", BACKUPS + "test_deleted_text_does_not_travel")),
    "wrong object": Guarded("an id of another board or artefact is taken", ("tests/operations/test_importing.py::test_a_blocker_of_another_artefact_is_not_taken_over", "tests/cli/test_keeping.py::test_what_cannot_be_restored")),
    "author": Guarded("a file says who acted; an import acts as whoever imports", ("tests/faults/test_registry.py::test_an_import_acts_as_whoever_imports", "tests/domain/test_journal.py::test_whatever_is_altered_breaks_the_chain")),
    "library path": Guarded("a library beside the program is loaded; folders of data are never searched", ("tests/faults/test_registry.py::test_nothing_is_imported_from_beside_a_board",)),
    "temporary files and links": Guarded("a planted link is written through", (WRITING + "test_a_link_planted_under_the_temporary_name_is_not_followed",)),
    "exhaustion": Guarded("a small input costs minutes or gigabytes", (FUZZ + "[json]", FUZZ + "[filter]", RECOVERY + "test_a_hostile_file_runs_nothing_and_comes_to_an_end", "tests/operations/test_importing.py::test_many_rows_of_one_reference_end_soon")),
    "secrets in logs": Guarded("a report holds titles and names", ("tests/base/test_crash_log.py::test_a_report_holds_no_canary", STORE + "test_error_texts_do_not_hold_what_people_wrote")),
    "SQL": Guarded("a value becomes a statement", (ROOMS + "[values never become SQL text]", ROOMS + "[only the store builds statements about its own names]")),
    "look-alikes of Unicode": Guarded("text that reads as something else", ("tests/base/test_text.py::test_what_may_not_be_kept", "tests/ui/help/test_help.py::test_letters_that_pass_for_others_are_seen", "tests/cli/test_refusals.py::test_control_and_direction_characters_never_reach_the_terminal")),
}  # fmt: skip
"""Classes of published holes in programs of this kind; see docs/reliability.md."""
