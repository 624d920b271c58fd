/** What each failure code means to an employee, and what to do. */
export const failures = {
  key_foreign: "Segl cannot use this code. Use the one for an authenticator app.",
  key_migration: "This QR code holds an export of many codes. Choose From another app.",
  key_damaged: "The key is not complete, or its meaning is not clear. Get a new one from its issuer.",
  key_unreadable: "The secret in the key is missing or damaged. Copy all of it and try again.",
  key_unsupported: "The key asks for codes that Segl cannot make. Ask its issuer for another kind.",
  key_present: "This account exists here already. If it has a new key, remove the old one first.",
  third_party_forbidden:
    "Your organisation does not allow codes of other issuers beside its own. Keep them on another device.",
  counter_based: "This identity gives a new code each time. Choose Next code.",
  counter_spent: "All codes of this identity have been used. Get a new key from its issuer.",
  pin_not_shared:
    "That is not the PIN of the codes on this computer. Type the PIN of those codes: it becomes the PIN of this identity too.",
  pin_unchecked: "The PIN cannot be checked right now. Type it once more.",
  pins_apart:
    "The codes of other issuers still have your earlier PIN. Choose Move my codes to the new PIN in the list of identities first.",
  nothing_to_add: "There is no longer anything to add. Read the QR code or the file again.",
  file_unreadable: "The file cannot be read. Check it and its permissions, then choose it again.",
  import_wrong_password: "The password does not open the export. Try again, or export the codes again.",
  import_unknown_format: "This is neither a picture nor an export that Segl knows. Choose another file.",
  import_newer: "The export is from a later version of its app. Update Segl and try again.",
  import_too_large: "The export is too large: 8 MB and 1,000 codes are the limit. Export fewer codes at a time.",
  import_damaged: "The export is damaged. Export the codes again.",
  import_incomplete: "Some QR codes of this transfer are missing. Choose the files of all of them together.",
  import_other_transfer: "This QR code is from another transfer. Export again and use only those codes.",
  import_costly: "Opening the export would take too long. Export the codes again.",
  import_account_bound: "Only the account it came from can open this export. Export again, protected with a password.",
  by_hand_no_name: "Type an issuer or an account, so that you find the code again.",
  by_hand_no_key: "Type the key that the website shows.",
  by_hand_character:
    "Character {{place}} of the key cannot be part of a key. Keys have the letters A to Z and the digits 2 to 7.",
  by_hand_incomplete: "Some characters of the key are missing. Type all of it.",
  by_hand_too_long: "The key is too long. Check that nothing else was copied with it.",
  by_hand_period: "A period is a whole number of seconds from 1 to 86400. Most are 30.",
  by_hand_counter: "A counter is a whole number from 0. Most begin at 0.",
  note_too_long: "The note is too long. Use at most 500 characters.",
  group_too_long: "The group’s name is too long. Use at most 40 characters.",
  export_stays:
    "One of these identities is bound to this device and stays on it. Leave it out, and get a new one from its issuer for the other device.",
  export_nothing: "Nothing is chosen that can be exported. Choose at least one identity.",
  export_password_short:
    "The password needs at least 12 characters: whoever has the file can try as many passwords as they like. Choose a longer one, for example four words.",
  export_password_guessable:
    "The password is too easy to guess. Choose another, for example four words that have nothing to do with each other.",
  nothing_to_export: "The codes are closed again. Start over, and type your PIN.",
  export_too_long: "The names are too long for a QR code. Export a file instead.",
  export_unwritten: "The file cannot be written there. Choose another folder.",
  export_passwords_differ: "The two passwords are not the same. Type both again.",
  no_qr_code: "No QR code found. Make it larger, with its white edge, and try again.",
  picture_unreadable: "The picture cannot be read. Save it as PNG or JPEG and try again.",
  picture_too_large: "The picture is too large. Crop it around the QR code and try again.",
  clipboard_empty: "There is nothing to paste. Copy the picture of the QR code first.",
  clipboard_unavailable: "The clipboard of the computer cannot be used. Choose Image file, or type the code by hand.",
  screen_unavailable: "Segl is not allowed to see the screen. Save the QR code as a picture and choose Image file.",
  invitation_foreign:
    "Segl cannot use this QR code. Use the one from your organisation’s portal, or one for an authenticator app.",
  invitation_newer: "This QR code needs a newer Segl. Update Segl and try again.",
  invitation_too_long: "Segl cannot use this QR code. Use the one from your organisation’s portal, under Soft token.",
  invitation_damaged: "The QR code is not complete. Copy or photograph all of it and try again.",
  invitation_insecure: "The address in the QR code is not secure, so Segl stopped. Ask your service desk.",
  invitation_expired: "The QR code is too old. Make a new one in the portal.",
  invitation_used: "The QR code has been used already. Make a new one in the portal.",
  invitation_void: "The QR code does not work any more. Make a new one in the portal.",
  invitation_unknown: "The portal does not know this QR code. Make a new one.",
  activation_password_malformed: "An activation password has 8 letters and digits, such as K7MF-2Q9X.",
  wrong_activation_password_one: "That activation password does not fit this QR code. You have {{count}} try left.",
  wrong_activation_password_other: "That activation password does not fit this QR code. You have {{count}} tries left.",
  nothing_to_change: "Changing the PIN timed out. Start again.",
  nothing_to_enrol: "This QR code is no longer open. Start over with Add identity.",
  portal_untrusted:
    "The portal that answered is not the one that made the QR code, so Segl stopped. Ask your service desk.",
  pin_too_short: "The PIN is too short. Use at least {{minimum}} digits.",
  pin_too_long: "The PIN is too long. Use at most 12 digits.",
  pin_malformed: "A PIN has only digits. Choose another.",
  pin_guessable: "This PIN is one of the first a thief would try. Choose digits without a pattern.",
  pin_date: "A thief tries dates first. Choose a number that is neither a day nor a year.",
  pin_mismatch: "The two PINs were not the same. Choose your PIN again.",
  pin_differs: "This is not the PIN that you chose first. Type that one, or start again with a new QR code.",
  pin_missing: "Type your PIN first.",
  wrong_pin_one: "That PIN is wrong. You have {{count}} try left.",
  wrong_pin_other: "That PIN is wrong. You have {{count}} tries left.",
  pin_paused: "Too many wrong PINs. Wait {{wait}}, then try again.",
  pin_destroyed:
    "The PIN was wrong too many times, so this identity is locked permanently. Remove it, and add it again from the portal.",
  token_copied: "This identity was used from two places, so it is blocked. You can connect it again.",
  key_two_step: "This key is made in two steps, one of them on this device. Read its QR code by itself.",
  entrust_damaged:
    "The Entrust activation is not complete, or contains something else. Copy all of it, or get a new one from its issuer.",
  entrust_newer: "The Entrust activation is of a newer kind than Segl knows. Use the vendor’s app, or a newer Segl.",
  entrust_wrong_password:
    "The activation password does not fit, or the QR code was changed. Type the one that is shown next to the QR code.",
  entrust_code_malformed:
    "That code has another number of digits: the serial number and the registration code have 10, the activation code has 16.",
  entrust_check_digit: "A digit is wrong, or two are swapped. Compare the code and type it again.",
  entrust_serial:
    "That cannot be the serial number: a digit is wrong, missing or swapped. It has 10 digits; compare them and type them again.",
  entrust_activation_code:
    "That cannot be the activation code: a digit is wrong, missing or swapped. It has 16 digits; compare them and type them again.",
  link_too_long:
    "The link is too long to be one that adds an identity. Get a new one from the place it came from, or use its QR code.",
  link_damaged:
    "The link is not complete, or Segl cannot use it. Get a new one from the place it came from, or use its QR code.",
  link_gone: "The link is no longer waiting. Click it again.",
  links_unavailable:
    "The computer did not let Segl change which links it opens. Choose Segl in the computer’s own settings for default apps.",
  not_on_phone:
    "This is not possible on a phone. Add a code with the camera or the clipboard. Export codes by showing them as QR codes.",
  push_token_foreign:
    "This is a push token of privacyIDEA, which Segl cannot use. Open it with privacyIDEA’s own app, or ask your service desk for a token that makes codes.",
  wrong_shared_pin: "That PIN is wrong. Try again.",
  pin_same: "This is your old PIN. Choose another.",
  pin_unsettled:
    "Your PIN change is not finished, and the portal cannot be asked which PIN applies. Check your connection and try again.",
  presence_no_reader: "This computer has no fingerprint reader that Segl can use. Use the PIN.",
  presence_not_enrolled: "No fingerprint is set up on this computer. Add one in its settings.",
  presence_denied: "The computer does not let Segl use the fingerprint reader. Use the PIN, or ask your service desk.",
  presence_busy: "Another program is using the fingerprint reader. Try again in a moment, or use the PIN.",
  presence_refused: "The fingerprint was not recognised. Try again, or use the PIN.",
  presence_cancelled: "Fingerprint was cancelled. Use the PIN.",
  presence_timed_out: "You did not touch the reader in time. Try again, or use the PIN.",
  presence_failed: "The fingerprint reader does not work. Use the PIN.",
  presence_not_allowed: "Your organisation does not allow fingerprints instead of the PIN.",
  presence_off: "Fingerprint is not turned on for this identity. Use the PIN.",
  presence_pin_due: "Now and then Segl asks for your PIN, so that you do not forget it. Use the PIN this time.",
  not_active:
    "This identity is turned off in the portal. Enable it under Authentication types, or ask your service desk.",
  unknown_token: "The portal does not know this identity any more. Remove it and add it again.",
  unknown_identity: "This identity is not on this computer any more. Go back to the list.",
  unauthorized: "The portal does not recognise this computer. Remove the identity and add it again.",
  wrong_number: "That was not the number on the login page, so the login was stopped. Start again in the browser.",
  number_malformed: "The number is not complete. Type all the digits on the login page.",
  challenge_expired: "The login ran out of time. Start again in the browser.",
  challenge_closed: "The login was cancelled or answered somewhere else.",
  challenge_forged:
    "Segl received a login that did not come from your portal and does not show it. Tell your service desk.",
  refused:
    "The portal did not accept the answer. Start again in the browser; if it happens again, ask your service desk.",
  too_many_requests: "That was too fast. Wait {{wait}}, then try again.",
  unreachable: "The portal cannot be reached. Check your connection and try again.",
  timed_out: "The portal did not answer in time. Try again.",
  insecure:
    "The connection to the portal is not secure, so Segl stopped. Check the computer’s date, or ask your service desk.",
  proxy: "The proxy of your network does not let Segl through. Ask your service desk.",
  portal_fault: "The portal’s answer could not be verified, so Segl stopped. Tell your service desk.",
  keyring_no_service:
    "This computer’s password store (keyring) is not running, and Segl keeps its key there. Start it and try again.",
  keyring_locked: "The keyring of the computer is locked. Unlock it and try again.",
  keyring_not_set_up:
    "The keyring of the computer has not been set up. Open it once, choose its password, and try again.",
  keyring_denied: "The computer does not let Segl use its keyring. Allow it and try again.",
  keyring_damaged: "What Segl keeps in the keyring is damaged. Ask your service desk for a new QR code.",
  keyring_slow:
    "The computer’s keyring does not answer. Wait a moment and try again. Restart the computer if that does not help.",
  keyring_unanswered: "The keyring of the computer is asking for its password. Answer its window and try again.",
  keyring_failed: "The keyring of the computer does not work. Restart the computer and try again.",
  key_file_not_allowed:
    "Your organisation does not allow the key in a file. Start a keyring and use the same QR code again.",
  keyring_entry_missing:
    "The keyring has no key for your identities. That happens after moving to another computer. Add them again from the portal.",
  vault_busy: "Another Segl is using your identities. Close it and try again.",
  vault_denied: "Segl may not write in its data folder. Check the permissions and try again; nothing is lost.",
  vault_damaged: "Your identities cannot be read: their file is damaged. Add them again from the portal.",
  vault_rolled_back:
    "The file with your identities is too old. That happens after restoring a backup. Add your identities again from the portal.",
  vault_mismatched:
    "The file with your identities and the keyring do not belong together. That happens after restoring a backup. Add your identities again from the portal.",
  vault_newer: "The file with your identities was made by a newer Segl. Update Segl and try again.",
  vault_full: "There is no room for more identities. Remove one and try again.",
  out_of_memory: "The computer is short of memory. Close other programs and try again.",
  disk_full: "The disk is full. Free some space and try again; nothing is lost.",
  disk_read_only: "Segl cannot write to the disk. Make it writable and try again; nothing is lost.",
  disk_failed: "The disk does not work as it should. Check it and try again; nothing is lost.",
  name_empty: "A name needs at least one letter.",
  name_too_long: "The name is too long. Use at most 64 characters.",
  internal: "Something went wrong in Segl. Close it and open it again. If it happens again, tell your service desk.",
} as const;
